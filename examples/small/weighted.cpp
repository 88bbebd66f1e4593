// weighted(penalty, v) gives each weight a strength of its own.
#include <regula/penalty/l1.hpp>
#include <regula/penalty/weighted.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    weighted(L1{.strength = 1}, Matrix<double>{{0, 1}, {2, 1}}).prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 0) == 3 && w(1, 0) == -1 ? 0 : 1;
}
