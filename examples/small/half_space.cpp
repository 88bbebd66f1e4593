// HalfSpace keeps n'w <= c.
#include <regula/constraint/half_space.hpp>

#include <iostream>
using namespace regula;

int main() {
    Vector<double> w{{3.0, 0.2}};
    HalfSpace{.normal = Vector<double>{{1.0, 1.0}}, .offset = 1}.project(w);
    std::cout << w.transpose() << '\n';
    return w.sum() <= 1 + 1e-12 ? 0 : 1;
}
