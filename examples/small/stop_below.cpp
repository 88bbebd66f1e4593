// StopBelow ends the run if a metric falls below a value.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Sgd sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = 40};
    const Report report = fit(net, SoftmaxCrossEntropy{}, train, held_out, sgd, StopBelow{.value = 1.5});
    std::cout << report.epochs << " epochs, loss " << report.last().at("validation_loss") << '\n';
    return report.last().at("validation_loss") < 1.5 && report.epochs < 40 ? 0 : 1;
}
