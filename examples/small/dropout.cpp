// Dropout multiplies units by 0 or 1 / (1 - p), so their mean stays.
#include <regula/gate/dropout.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> gain = Matrix<double>::Ones(64, 100);  // units x samples
    Dropout{.drop_probability = 0.25}.gate(gain, Key{1});
    std::cout << gain.mean() << '\n';
    return std::abs((gain.array() == 0).cast<double>().mean() - 0.25) < 0.03 ? 0 : 1;
}
