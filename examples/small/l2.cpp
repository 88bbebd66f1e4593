// L2 shrinks all weights by the same factor.
#include <regula/penalty/l2.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    L2{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return std::abs(w(0, 0) - 2) < 1e-15 && w(0, 1) > 0 ? 0 : 1;
}
