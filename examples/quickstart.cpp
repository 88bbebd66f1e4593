// Trains the same network on the same few digits twice, bare and regularized, and prints both test errors.
// Each has the learning rate that suits it best of 0.01, 0.03 and 0.1.
#include <regula/augment.hpp>
#include <regula/regula.hpp>

#include "support/options.hpp"
#include "support/results.hpp"
using namespace regula;

int main(int argc, char** argv) {
    const example::Options options{argc, argv,
                                   "A network bare, and with augmentation, dropout and max-norm."};
    const Key key{options.seed};
    const auto train = glyphs<float>(300, key[1]), test = glyphs<float>(2000, key[2]);
    const SoftmaxCrossEntropy loss;
    auto bare = mlp<float>({784, 64, 10}, key[3]), regularized = bare;

    fit(bare, loss, train, Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 30});
    fit(regularized, loss, train, Sgd{.learning_rate = 0.03, .momentum = 0.9, .epochs = 30},
        Augment{Shape{28, 28}, Affine{.x = 2, .y = 2, .degrees = 15, .scale = 0.15}}, Dropout{0.2},
        MaxNorm{3});

    example::Results results;
    results.add("bare_test_error", evaluate(bare, loss, test).error);
    results.add("regularized_test_error", evaluate(regularized, loss, test).error);
    results.print();
    results.write(options.json);
}
