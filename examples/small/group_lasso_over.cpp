// GroupLassoOver takes any groups: here the entries of group 1 vanish together.
#include <regula/penalty/group_lasso_over.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    const GroupLassoOver penalty{.strength = 1, .groups = Eigen::MatrixXi{{0, 1}, {0, 1}}};
    penalty.prox(w, 0.5);
    std::cout << w << '\n';
    return w.col(1).isZero(0) && w(0, 0) > 2 ? 0 : 1;
}
