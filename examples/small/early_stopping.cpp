// EarlyStopping ends the run if the validation loss no longer improves, and restores the best weights.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Sgd sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = 40};
    const Report report = fit(net, SoftmaxCrossEntropy{}, train, held_out, sgd, EarlyStopping{.patience = 5});
    const double restored = evaluate(net, SoftmaxCrossEntropy{}, held_out).loss;
    std::cout << restored << " of epoch " << report.best_epoch << " of " << report.epochs << '\n';
    return report.epochs < 40 && restored < report.last().at("validation_loss") ? 0 : 1;
}
