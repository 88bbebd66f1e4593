// FusedLasso makes neighbouring weights of a unit equal, and small ones zero.
#include <regula/penalty/fused_lasso.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3}, {2.9}, {0.1}, {0.0}};
    FusedLasso{.strength = 0.5}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0) == w(1) && w(3) == 0 ? 0 : 1;
}
