// Polyak averages the parameters: updates jump between 1 and -1, and their mean is 0.
#include <regula/optimize.hpp>
#include <regula/update/polyak.hpp>

#include <iostream>
using namespace regula;

int main() {
    Vector<double> w = Vector<double>::Ones(1);
    const auto f = [](const auto& at, auto& g) { return g = at, 0.5 * at.squaredNorm(); };
    minimize(w, f, Sgd{.learning_rate = 2, .epochs = 100}, Polyak{.start = 1});
    std::cout << w << '\n';
    return std::abs(w[0]) < 1e-12 ? 0 : 1;
}
