// Trades asks for the same prediction at the worst inputs nearby, so an attack finds fewer of them.
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/robust_error.hpp>
#include <regula/adversarial/trades.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(300, Key{1});
    const auto error = [&](double a) {
        auto net = mlp<float>({784, 32, 10}, Key{3});
        const Trades trades{.threat = LInfinityBall{0.03}, .strength = a, .steps = 3, .range = {0, 1}};
        fit(net, SoftmaxCrossEntropy{}, train,
            Sgd{.learning_rate = 0.03, .momentum = 0.9, .schedule = LinearDecay{40}, .epochs = 40}, trades);
        return robust_error(net, SoftmaxCrossEntropy{}, train,
                            Fgsm{.threat = LInfinityBall{0.03}, .range = {0, 1}});
    };
    std::cout << error(0) << " wrong under attack, and " << error(2) << " with Trades\n";
    return error(2) < 0.7 * error(0) ? 0 : 1;
}
