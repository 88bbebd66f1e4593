// SpectralNorm limits the largest singular value of a block.
#include <regula/constraint/spectral_norm.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    SpectralNorm{.radius = 1}.project(w);
    std::cout << w << '\n';
    return w.norm() < 1.1 ? 0 : 1;
}
