// ElasticNet shrinks weights as L2 does and sets small ones to zero as L1 does.
#include <regula/penalty/elastic_net.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    ElasticNet{.strength = 1}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) < 3 ? 0 : 1;
}
