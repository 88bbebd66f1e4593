// StopBelow ends the run if a metric falls below a value.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Report report = fit(net, SoftmaxCrossEntropy{}, train, held_out,
                              Sgd{.learning_rate = 0.1, .epochs = 60}, StopBelow{.value = 1.5});
    std::cout << report.epochs << " epochs\n";
    return report.last().at("validation_loss") <= 1.5 ? 0 : 1;
}
