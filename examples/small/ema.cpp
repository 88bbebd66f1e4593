// Ema averages the parameters with decaying weights: updates jump between 1 and -1, and their mean is near 0.
#include <regula/optimize.hpp>
#include <regula/update/ema.hpp>

#include <iostream>
using namespace regula;

int main() {
    Vector<double> w = Vector<double>::Ones(1);
    const auto f = [](const auto& at, auto& g) { return g = at, 0.5 * at.squaredNorm(); };
    minimize(w, f, Sgd{.learning_rate = 2, .epochs = 100}, Ema{.decay = 0.9});
    std::cout << w << '\n';
    return std::abs(w[0]) < 0.1 ? 0 : 1;
}
