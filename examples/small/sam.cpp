// Sam takes the gradient of a step a little uphill, to prefer flat minima.
#include <regula/update/sam.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Vector<double> g{{3.0, 4.0}};
    Vector<double> w = Vector<double>::Ones(2);
    Sam{.rho = 0.1}.ascend(w, g);
    std::cout << w.transpose() << '\n';
    return std::abs((w - Vector<double>::Ones(2)).dot(g) - 0.1 * g.norm()) < 1e-12 ? 0 : 1;
}
