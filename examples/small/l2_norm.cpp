// L2Norm sets a whole block to zero if its norm is small.
#include <regula/penalty/l2_norm.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    L2Norm{.strength = 8}.prox(w, 0.5);
    std::cout << w << '\n';
    return w.isZero(0) ? 0 : 1;
}
