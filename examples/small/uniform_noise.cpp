// UniformNoise adds numbers from -h to h.
#include <regula/noise/uniform_noise.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Constant(100, 50, 0.5);
    UniformNoise{.half_width = 0.1}.perturb(x, Key{1});
    std::cout << x.minCoeff() << " to " << x.maxCoeff() << '\n';
    return x.minCoeff() >= 0.4 && x.maxCoeff() <= 0.6 && x.maxCoeff() - x.minCoeff() > 0.19 ? 0 : 1;
}
