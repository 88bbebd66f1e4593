// AdversarialTraining trains on the worst inputs nearby, so an attack finds fewer of them later.
#include <regula/adversarial/adversarial_training.hpp>
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/robust_error.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(300, Key{1});
    const Fgsm attack{.threat = LInfinityBall{0.03}, .range = {0, 1}};
    const auto error = [&](double clean_share) {
        auto net = mlp<float>({784, 32, 10}, Key{3});
        const Sgd sgd{.learning_rate = 0.05, .momentum = 0.9, .schedule = LinearDecay{40}, .epochs = 40};
        fit(net, SoftmaxCrossEntropy{}, train, sgd, AdversarialTraining{attack, clean_share});
        return robust_error(net, SoftmaxCrossEntropy{}, train, attack);
    };
    std::cout << error(1) << " wrong under attack, and " << error(0.5) << " after adversarial training\n";
    return error(0.5) < 0.7 * error(1) ? 0 : 1;
}
