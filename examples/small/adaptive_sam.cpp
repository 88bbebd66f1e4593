// AdaptiveSam steps a little uphill, large weights further and a weight of zero not at all.
#include <regula/update/adaptive_sam.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Vector<double> g{{3.0, 3.0, 3.0}}, start{{0.0, 1.0, 2.0}};
    Vector<double> w = start;
    AdaptiveSam{.rho = 0.1}.ascend(w, g);
    std::cout << (w - start).transpose() << '\n';
    return w[0] == 0 && w[1] > 1 && w[2] - 2 > 3 * (w[1] - 1) ? 0 : 1;
}
