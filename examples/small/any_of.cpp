// any_of(a, b) ends the run if one of several criteria does.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Sgd sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = 40};
    const Report report = fit(net, SoftmaxCrossEntropy{}, train, held_out, sgd,
                              stop_when(any_of(GeneralizationLoss{.alpha = 5}, Rises{.times = 2})));
    std::cout << report.stop.by << " ends the run after " << report.epochs << " epochs\n";
    return report.stop_reason == StopReason::stopped_early ? 0 : 1;
}
