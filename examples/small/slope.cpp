// Slope and oscar make the weights of correlated inputs equal.
#include <regula/penalty/oscar.hpp>
#include <regula/penalty/slope.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3.0}, {2.9}, {0.1}};
    oscar(0.1, 2, 3).prox(w, 1);
    std::cout << w << '\n';
    return w(0) == w(1) && w(2) == 0 ? 0 : 1;
}
