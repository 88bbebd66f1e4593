// MaxNorm limits the norm of the incoming weights of each unit, a column.
#include <regula/constraint/max_norm.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    MaxNorm{.radius = 1}.project(w);
    std::cout << w << '\n';
    return w.colwise().norm().maxCoeff() <= 1 + 1e-12 && w(0, 1) == 0.2 ? 0 : 1;
}
