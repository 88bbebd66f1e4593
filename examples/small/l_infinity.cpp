// LInfinity pulls the largest weights of a block until they are equal.
#include <regula/penalty/l_infinity.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    LInfinity{.strength = 4}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 0) == -w(1, 0) ? 0 : 1;
}
