// Lp with a power below 1 removes small weights and shrinks large ones less than L1.
#include <regula/penalty/lp.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Lp{.strength = 1, .p = 0.7}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) > 2.5 ? 0 : 1;
}
