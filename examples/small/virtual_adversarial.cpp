// VirtualAdversarial asks for the same prediction in the most sensitive direction, without labels.
#include <regula/adversarial/virtual_adversarial.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto all = glyphs<float>(2000, Key{1}), test = glyphs<float>(500, Key{2});
    const Dataset<float> few{.inputs = all.inputs.leftCols(100), .labels = all.labels.head(100)};
    const auto error = [&](double a) {
        auto net = mlp<float>({784, 64, 10}, Key{3});
        fit(net, SoftmaxCrossEntropy{}, Together{few, Dataset<float>{.inputs = all.inputs}, 50},
            Sgd{.learning_rate = 0.1, .epochs = 10, .batch_size = 50}, VirtualAdversarial{1.5, a});
        return evaluate(net, SoftmaxCrossEntropy{}, test).error;
    };
    std::cout << error(0) << " wrong from 100 labels, and " << error(1) << " with it\n";
    return error(1) < 0.9 * error(0) ? 0 : 1;
}
