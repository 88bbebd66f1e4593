// PsdCone moves a symmetric matrix to the nearest positive semidefinite one.
#include <regula/constraint/psd_cone.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{1, 2}, {2, 1}};
    PsdCone{}.project(w);
    std::cout << w << '\n';
    return (w.array() - 1.5).abs().maxCoeff() < 1e-12 ? 0 : 1;
}
