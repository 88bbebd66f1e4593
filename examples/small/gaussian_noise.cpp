// GaussianNoise adds normal numbers, here of variance 0.01.
#include <regula/noise/gaussian_noise.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Constant(100, 50, 0.5);
    GaussianNoise{.stddev = 0.1}.perturb(x, Key{1});
    const double variance = (x.array() - 0.5).square().mean();
    std::cout << variance << '\n';
    return std::abs(variance - 0.01) < 1e-3 ? 0 : 1;
}
