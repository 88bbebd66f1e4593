// GaussianNoise adds normal numbers; a key makes the same ones again.
#include <regula/noise/gaussian_noise.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Constant(100, 50, 0.5);
    GaussianNoise{.stddev = 0.1}.perturb(x, Key{1});
    std::cout << x.mean() << '\n';
    return std::abs((x.array() - 0.5).square().mean() - 0.01) < 1e-3 ? 0 : 1;
}
