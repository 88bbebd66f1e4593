// SparseGroupLasso removes units, and single weights of the others.
#include <regula/penalty/sparse_group_lasso.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    SparseGroupLasso{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w.col(1).isZero(0) && w(0, 0) > 1 ? 0 : 1;
}
