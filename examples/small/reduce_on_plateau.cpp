// ReduceOnPlateau lowers the learning rate if the validation loss no longer improves.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Report report =
        fit(net, SoftmaxCrossEntropy{}, train, held_out, Sgd{.learning_rate = 0.3, .epochs = 40},
            ReduceOnPlateau{.factor = 0.1, .patience = 1});
    std::cout << "0.3 becomes " << report.last().learning_rate << '\n';
    return report.last().learning_rate < 0.3 ? 0 : 1;
}
