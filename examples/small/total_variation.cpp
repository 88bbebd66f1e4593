// TotalVariation makes the weights of neighbouring inputs equal.
#include <regula/penalty/total_variation.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3}, {2.9}, {0.1}, {0.0}};
    TotalVariation{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0) == w(1) && w(2) == w(3) ? 0 : 1;
}
