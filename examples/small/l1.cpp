// L1 sets small weights to exactly zero.
#include <regula/penalty/l1.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    L1{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) == 2.5 ? 0 : 1;
}
