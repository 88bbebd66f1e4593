// Scad sets small weights to zero and leaves large ones unchanged.
#include <regula/penalty/scad.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Scad{.strength = 0.5, .a = 3}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) == 3 ? 0 : 1;
}
