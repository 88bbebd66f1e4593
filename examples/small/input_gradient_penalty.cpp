// InputGradientPenalty makes the loss smooth in the inputs: it is a term of the report.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Report report =
        fit(net, SoftmaxCrossEntropy{}, train, held_out, Sgd{.learning_rate = 0.05, .epochs = 12},
            InputGradientPenalty{.strength = 0.1});
    std::cout << report.epochs << " epochs\n";
    return report.last().at("InputGradientPenalty") > 0 ? 0 : 1;
}
