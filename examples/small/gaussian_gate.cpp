// GaussianGate multiplies units by normal numbers of mean one.
#include <regula/gate/gaussian_gate.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> gain = Matrix<double>::Ones(64, 100);  // units x samples
    GaussianGate::like_dropout(0.5).gate(gain, Key{1});
    std::cout << gain.mean() << '\n';
    return std::abs(gain.mean() - 1) < 0.05 ? 0 : 1;
}
