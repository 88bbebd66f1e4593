// Trains the same network on the same digits twice, bare and with dropout and max-norm, and prints both test
// errors.
#include <regula/regula.hpp>

#include "support/options.hpp"
#include "support/results.hpp"
using namespace regula;

int main(int argc, char** argv) {
    const example::Options options{argc, argv, "A network bare, and with dropout and max-norm."};
    const Key key{options.seed};
    const auto train = glyphs<float>(2000, key[1]), test = glyphs<float>(2000, key[2]);
    const Sgd sgd{.learning_rate = 0.02, .momentum = 0.9, .schedule = CosineDecay{40}, .epochs = 40};
    const SoftmaxCrossEntropy loss;

    auto bare = mlp<float>({784, 256, 256, 10}, key), regularized = bare;
    fit(bare, loss, train, sgd);
    fit(regularized, loss, train, sgd, on(inputs, Dropout{0.2}), Dropout{0.5}, MaxNorm{3});

    example::Results results;
    results.add("bare_test_error", evaluate(bare, loss, test).error);
    results.add("regularized_test_error", evaluate(regularized, loss, test).error);
    results.print();
    results.write(options.json);
}
