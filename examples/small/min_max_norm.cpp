// MinMaxNorm keeps the norm of each unit between two limits.
#include <regula/constraint/min_max_norm.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    MinMaxNorm{.min = 0.5, .max = 1}.project(w);
    std::cout << w << '\n';
    return std::abs(w.col(0).norm() - 1) < 1e-12 && std::abs(w.col(1).norm() - 0.5) < 1e-12 ? 0 : 1;
}
