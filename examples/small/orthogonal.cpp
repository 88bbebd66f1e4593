// Orthogonal is zero for units of length one that are at right angles.
#include <regula/penalty/orthogonal.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Matrix<double> orthonormal{{0.6, -0.8}, {0.8, 0.6}}, alike{{0.6, 0.6}, {0.8, 0.8}};
    const Orthogonal penalty{.strength = 1};
    std::cout << penalty.value(orthonormal) << " < " << penalty.value(alike) << '\n';
    return penalty.value(orthonormal) < 1e-15 && penalty.value(alike) > 0.4 ? 0 : 1;
}
