// soft(constraint, a) pulls weights towards a set, here part of the way, instead of projecting on it.
#include <regula/constraint/max_norm.hpp>
#include <regula/penalty/soft.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3}, {4}};
    soft(MaxNorm{.radius = 1}, 1).prox(w, 1);
    std::cout << w.norm() << '\n';
    return std::abs(w.norm() - 3) < 1e-12 ? 0 : 1;  // halfway from 5 to 1
}
