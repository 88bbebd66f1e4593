// LogSum removes small weights and hardly shrinks large ones.
#include <regula/penalty/log_sum.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    LogSum{.strength = 0.5, .epsilon = 0.1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) > 2.8 ? 0 : 1;
}
