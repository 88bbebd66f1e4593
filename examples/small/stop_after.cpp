// StopAfter ends the run after a number of updates.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Report report = fit(net, SoftmaxCrossEntropy{}, train, held_out,
                              Sgd{.learning_rate = 0.05, .epochs = 12}, StopAfter{.updates = 20});
    std::cout << report.steps << " updates\n";
    return report.steps == 20 ? 0 : 1;
}
