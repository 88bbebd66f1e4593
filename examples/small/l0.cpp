// L0 removes small weights and leaves large ones unchanged.
#include <regula/penalty/l0.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    L0{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) == 3 ? 0 : 1;
}
