// RankPenalty drops small singular values and keeps large ones.
#include <regula/penalty/rank_penalty.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    RankPenalty{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return std::abs(w.determinant()) < 1e-12 && w.norm() > 3.6 ? 0 : 1;
}
