// InputGradientPenalty makes the loss smooth in the inputs: its gradient there becomes small.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1});
    const auto square = [&](double a) {
        auto net = mlp<float>({784, 8, 10}, Key{3});
        const Report run = fit(net, SoftmaxCrossEntropy{}, train, Sgd{.epochs = 12}, InputGradientPenalty{a});
        return run.last().at("InputGradientPenalty") / a;
    };
    std::cout << square(0.001) << " > " << square(10) << '\n';
    return square(0.001) > 2 * square(10) ? 0 : 1;
}
