// MoreauEnvelope smooths the kink of L1: its gradient at small weights is small.
#include <regula/penalty/l1.hpp>
#include <regula/penalty/moreau_envelope.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Matrix<double> g = Matrix<double>::Zero(2, 2);
    MoreauEnvelope{L1{.strength = 1}, 0.5}.add_gradient(w, g);
    std::cout << g << '\n';
    return g(0, 0) == 1 && std::abs(g(0, 1) - 0.4) < 1e-15 ? 0 : 1;
}
