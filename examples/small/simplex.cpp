// Simplex makes the weights of a unit non-negative with sum one: proportions.
#include <regula/constraint/simplex.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Simplex{.sum = 1}.project(w);
    std::cout << w << '\n';
    return w.minCoeff() >= 0 && (w.colwise().sum().array() - 1).abs().maxCoeff() < 1e-12 ? 0 : 1;
}
