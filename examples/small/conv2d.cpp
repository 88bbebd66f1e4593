// GroupLasso on the weights of Conv2d removes whole filters.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto digits = glyphs<float>(200, Key{1});
    Network<float> net{Shape{28, 28}, architecture<float>("conv 20x5/2, pool 2", 10), Key{2}};
    fit(net, SoftmaxCrossEntropy{}, digits, Sgd{.learning_rate = 0.1, .epochs = 5},
        on(weights[0], GroupLasso{0.3}));
    const auto lengths = net.parameters()["0.weight"].colwise().norm().eval();
    std::cout << (lengths.array() > 0).count() << " filters of 20\n";
    return (lengths.array() == 0).any() && (lengths.array() > 0).any() ? 0 : 1;
}
