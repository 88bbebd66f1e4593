// Rank keeps the k largest singular values of a block.
#include <regula/constraint/rank.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Rank{.rank = 1}.project(w);
    std::cout << w << '\n';
    return std::abs(w.determinant()) < 1e-12 && w.norm() > 3.6 ? 0 : 1;
}
