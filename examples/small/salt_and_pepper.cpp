// SaltAndPepper replaces some entries by the lowest or the highest value.
#include <regula/noise/salt_and_pepper.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Constant(100, 50, 0.5);
    SaltAndPepper{.probability = 0.2}.perturb(x, Key{1});
    const double changed = (x.array() != 0.5).cast<double>().mean();
    std::cout << changed << '\n';
    return x.minCoeff() == 0 && x.maxCoeff() == 1 && std::abs(changed - 0.2) < 0.03 ? 0 : 1;
}
