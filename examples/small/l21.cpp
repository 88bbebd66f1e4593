// L21 removes whole inputs: the rows with small norms.
#include <regula/penalty/l21.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 2}, {0.1, -0.2}};
    L21{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w.row(1).isZero(0) && w(0, 0) > 2 ? 0 : 1;
}
