// KlSparsity moves the mean activity of each unit to a target.
#include <regula/penalty/kl_sparsity.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> h{{0.9, 0.1}, {0.7, 0.9}}, g{2, 2};  // units x samples
    for (int step = 0; step < 2000; ++step) {
        g.setZero();
        KlSparsity{.strength = 1, .target = 0.3}.add_gradient(h, g);
        h -= 0.01 * g;
    }
    std::cout << h.rowwise().mean().transpose() << '\n';
    return (h.rowwise().mean().array() - 0.3).abs().maxCoeff() < 1e-6 ? 0 : 1;
}
