// LHalf removes small weights and shrinks large ones less than L1.
#include <regula/penalty/l_half.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    LHalf{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) > 2.5 ? 0 : 1;
}
