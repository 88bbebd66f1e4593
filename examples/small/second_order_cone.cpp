// SecondOrderCone keeps the norm of all entries of a unit but the first below its first entry.
#include <regula/constraint/second_order_cone.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{1.0}, {3.0}, {4.0}};
    SecondOrderCone{}.project(w);
    std::cout << w << '\n';
    return w.bottomRows(2).norm() <= w(0, 0) + 1e-12 ? 0 : 1;
}
