// Orthogonal moves units to length one and to right angles.
#include <regula/penalty/orthogonal.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}}, g{2, 2};
    for (int step = 0; step < 5000; ++step) {
        g.setZero();
        Orthogonal{.strength = 1}.add_gradient(w, g);
        w -= 0.02 * g;
    }
    std::cout << w << '\n';
    return (w.transpose() * w - Matrix<double>::Identity(2, 2)).norm() < 1e-6 ? 0 : 1;
}
