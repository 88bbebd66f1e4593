// Stiefel makes units orthonormal.
#include <regula/constraint/stiefel.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Stiefel{}.project(w);
    std::cout << w << '\n';
    return (w.transpose() * w - Matrix<double>::Identity(2, 2)).norm() < 1e-9 ? 0 : 1;
}
