// IntervalTraining keeps the bounds of the scores apart, so no attack in the ball can change the class.
#include <regula/adversarial/interval_bounds.hpp>
#include <regula/adversarial/interval_training.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(300, Key{1});
    const Threat ball = LInfinityBall{0.01};
    const auto error = [&](double clean_share) {
        auto net = mlp<float>({784, 32, 10}, Key{3});
        const IntervalTraining bounds{.threat = ball, .clean_share = clean_share, .range = {0, 1}};
        fit(net, SoftmaxCrossEntropy{}, train,
            Sgd{.learning_rate = 0.05, .momentum = 0.9, .schedule = LinearDecay{40}, .epochs = 40},
            scheduled(bounds, &IntervalTraining::radius_factor, WarmUp{20}));
        return certified_error(net, train, IntervalBounds{.threat = ball, .range = {0, 1}});
    };
    std::cout << error(1) << " without a certificate, and " << error(0.5) << " after interval training\n";
    return error(0.5) < 0.7 * error(1) ? 0 : 1;
}
