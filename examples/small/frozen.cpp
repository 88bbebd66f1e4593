// Frozen keeps a layer as it is, and trains the others: fine-tuning.
#include <regula/data/glyphs.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/update/frozen.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto digits = glyphs<float>(500, Key{1});
    auto net = mlp<float>({784, 32, 10}, Key{2});
    const Matrix<float> before = net.parameters()["0.weight"];
    fit(net, SoftmaxCrossEntropy{}, digits, Sgd{.learning_rate = 0.02, .momentum = 0.9, .epochs = 20},
        on(parameters[0], Frozen{}));
    const bool same = net.parameters()["0.weight"] == before;
    std::cout << (same ? "the first layer has its bits, the error is "
                       : "the first layer moved, the error is ")
              << evaluate(net, SoftmaxCrossEntropy{}, digits).error << '\n';
    return same ? 0 : 1;
}
