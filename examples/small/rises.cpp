// Rises ends the run after several rises of the validation loss in a row.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1}), held_out = glyphs<float>(100, Key{2});
    auto net = mlp<float>({784, 8, 10}, Key{3});
    const Report report = fit(net, SoftmaxCrossEntropy{}, train, held_out,
                              Sgd{.learning_rate = 0.3, .epochs = 40}, stop_when(Rises{.times = 2}));
    std::cout << report.epochs << " epochs\n";
    return report.epochs <= 40 ? 0 : 1;
}
