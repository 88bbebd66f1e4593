#include "tangent/networks.hpp"

#include <regula/augment.hpp>
#include <regula/data/split.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/tangent/image_tangents.hpp>
#include <regula/tangent/tangent_prop.hpp>

#include "support/choice.hpp"

using namespace regula;

namespace example {

namespace {

constexpr Shape square{28, 28};
constexpr double rates[] = {0.03, 0.1};
constexpr double decays[] = {0, 1e-3, 1e-2};       // of the bare network
constexpr double moves[] = {0.5, 1, 2};            // of the digits, in the units of the tangents
constexpr double strengths[] = {0.01, 0.03, 0.1};  // of tangent propagation

/// Digits to train on, to choose by, and to test on.
struct Parts {
    const Dataset<float>&train, &validation, &test;
};

void attempt(Choice& best, const Parts& digits, Key key, int threads, double rate, const auto& policy) {
    constexpr int epochs = 60;
    auto net = mlp<float>({square.size(), 100, 10}, key.stream("network"));
    fit(net, SoftmaxCrossEntropy{}, digits.train,
        Sgd{.learning_rate = rate,
            .momentum = 0.9,
            .schedule = LinearDecay{epochs},
            .epochs = epochs,
            .batch_size = 20,
            .seed = key.seed(),
            .threads = threads},
        policy);
    best.offer(
        evaluate(net, SoftmaxCrossEntropy{}, digits.validation).error,
        [&] { return evaluate(net, SoftmaxCrossEntropy{}, digits.test).error; }, "");
}

}  // namespace

TangentNetworks::TangentNetworks(const std::vector<Index>& labels, double smoothing, int threads)
    : labels_{labels},
      smoothing_{smoothing},
      threads_{threads},
      ways_{{"network", "network"},
            {"network, moved digits", "moved"},
            {"network, tangent propagation", "tangent_prop"}} {
    for (Way& way : ways_) way.errors.resize(labels_.size());
}

void TangentNetworks::run(const Dataset<float>& data, const Dataset<float>& validation,
                          const Dataset<float>& test, Key key) {
    using enum TangentField;
    const ImageTangents fields{
        square, smoothing_, {horizontal_shift, vertical_shift, rotation, scale}, {1, 1, 0.1, 0.1}};
    for (std::size_t n = 0; n < labels_.size(); ++n) {
        const auto few = stratified(data, labels_[n], key.stream("labels")).held_out;
        const Parts digits{few, validation, test};
        std::vector<Choice> best(ways_.size());
        for (const double rate : rates)
            for (std::size_t k = 0; k < std::size(moves); ++k) {
                const double m = moves[k];
                const Affine by{.x = m, .y = m, .degrees = 6 * m, .scale = 0.1 * m};  // 0.1 radian: 6 degrees
                attempt(best[0], digits, key, threads_, rate, L2{decays[k]});
                attempt(best[1], digits, key, threads_, rate, Augment{square, by});
                attempt(best[2], digits, key, threads_, rate, TangentProp{fields, strengths[k]});
            }
        for (std::size_t way = 0; way < best.size(); ++way) ways_[way].errors[n].add(best[way].test);
    }
}

}  // namespace example
