// constrained(penalty, limit) turns a penalty into a constraint: here |w|_1 <= 2.
#include <regula/constraint/constrained.hpp>
#include <regula/penalty/l1.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    constrained(L1{.strength = 1}, 2).project(w);
    std::cout << w << '\n';
    return w.lpNorm<1>() <= 2 + 1e-9 ? 0 : 1;
}
