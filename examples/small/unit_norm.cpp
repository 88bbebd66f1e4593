// UnitNorm gives the weights of each unit the norm one.
#include <regula/constraint/unit_norm.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    UnitNorm{}.project(w);
    std::cout << w << '\n';
    return (w.colwise().norm().array() - 1).abs().maxCoeff() < 1e-12 ? 0 : 1;
}
