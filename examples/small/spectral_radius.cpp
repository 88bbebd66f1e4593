// SpectralRadius scales a square block, for recurrent weights.
#include <regula/constraint/spectral_radius.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{2, 1}, {0, 1}};
    SpectralRadius{.radius = 0.5}.project(w);
    std::cout << w << '\n';
    return std::abs(w.determinant()) <= 0.25 + 1e-9 ? 0 : 1;
}
