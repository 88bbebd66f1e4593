// intersect(a, b) projects on the intersection of convex sets.
#include <regula/constraint/intersect.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/constraint/non_negative.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    intersect(NonNegative{}, MaxNorm{.radius = 1}).project(w);
    std::cout << w << '\n';
    return w.minCoeff() >= 0 && w.col(0).norm() <= 1 + 1e-9 ? 0 : 1;
}
