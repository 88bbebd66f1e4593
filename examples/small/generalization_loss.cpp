// GeneralizationLoss ends the run if the validation loss is far above its minimum.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Sgd sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = 40};
    const Report report =
        fit(net, SoftmaxCrossEntropy{}, train, held_out, sgd, stop_when(GeneralizationLoss{.alpha = 2}));
    std::cout << report.epochs << " epochs\n";
    return report.stop_reason == StopReason::stopped_early ? 0 : 1;
}
