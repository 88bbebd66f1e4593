// Mixup mixes neighbouring samples of a minibatch, inputs and targets alike.
#include <regula/augment/mixup.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x{{0, 1, 0, 1}}, t{{1, 0, 1, 0}, {0, 1, 0, 1}};
    Mixup{.alpha = 1}.mix(x, t, Key{1});
    std::cout << x << '\n' << t << '\n';
    return (x.array() * (1 - x.array()) > 0).all() && (t.row(1) - x).norm() < 1e-12 ? 0 : 1;
}
