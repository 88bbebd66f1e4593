// MaskingNoise sets some entries to zero and rescales nothing.
#include <regula/noise/masking_noise.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Constant(100, 50, 0.5);
    MaskingNoise{.probability = 0.3}.perturb(x, Key{1});
    std::cout << x.mean() << '\n';
    return std::abs((x.array() == 0).cast<double>().mean() - 0.3) < 0.03 ? 0 : 1;
}
