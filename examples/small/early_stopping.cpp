// EarlyStopping ends the run if the validation loss no longer improves, and restores the best weights.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Report report = fit(net, SoftmaxCrossEntropy{}, train, held_out,
                              Sgd{.learning_rate = 0.3, .epochs = 60}, EarlyStopping{.patience = 2});
    std::cout << report.epochs << " epochs\n";
    return report.best_epoch <= report.epochs ? 0 : 1;
}
