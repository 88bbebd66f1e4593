// Shows which methods of semi-supervised learning make use of digits without labels: each trains the same
// network on few labelled digits and on many others, and is compared with the labelled ones alone.
#include <regula/augment.hpp>
#include <regula/auxiliary.hpp>
#include <regula/gate.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/theory/claim.hpp>

#include <regula/data/split.hpp>

#include "support/digits.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <cmath>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, plot;
    std::vector<Index> labels{100, 1000}, arch{200, 200};
    std::vector<std::string> methods{"supervised", "augmented",   "entropy",  "pseudo-label",
                                     "pi-model",   "mean-teacher", "fix-match"};
    Index train_size = 6000, test_size = 2000, batch = 50, unlabelled_batch = 50;
    int seeds = 2, updates = 400, threads = 1;
    double learning_rate = 0.05, dropout = 0.3, threshold = 0.95;
    double entropy = 0.3, pseudo_label = 0.5, consistency = 10, fix_match = 1, decay = 0.99;
    std::uint64_t seed = 1;
};

constexpr Shape shape{28, 28};
const Augment weak{shape, Translate{2, 2}};
const Augment strong{shape, Affine{.x = 3, .y = 3, .degrees = 20, .scale = 0.2, .shear = 0.3} |
                                Elastic{.alpha = 34, .sigma = 4} | Erase{.area = {0.02, 0.15}}};

/// Trains and tests one method with some labels, from one seed. All methods begin with the same weights and
/// take the same number of updates; the learning rate falls to 0, and no labels choose the last epoch.
double test_error(const Settings& s, const std::string& method, const Mnist<float>& digits, Index labels,
                  std::uint64_t seed) {
    const Key key{seed};
    const auto labelled = stratified(digits.train, labels, key.stream("labelled")).held_out;
    const Dataset<float> unlabelled{.inputs = digits.train.inputs};  // those of the labelled digits, too

    std::vector<Index> widths{shape.size()};
    widths.insert(widths.end(), s.arch.begin(), s.arch.end());
    widths.push_back(10);
    auto net = mlp<float>(widths, key.stream("network"));
    const Index per_epoch = (unlabelled.size() + s.unlabelled_batch - 1) / s.unlabelled_batch;
    const int epochs = static_cast<int>(std::max<Index>(1, (s.updates + per_epoch - 1) / per_epoch));
    const auto ramp = [half = 0.4 * epochs](double epoch) {
        const double left = 1 - std::min(1.0, epoch / half);
        return std::exp(-5 * left * left);  // Laine and Aila
    };
    const auto uses = [&](const char* name) { return method == name; };
    const bool averages = uses("mean-teacher"), augments = !uses("supervised");
    const Sgd sgd{.learning_rate = s.learning_rate,
                  .momentum = 0.9,
                  .schedule = LinearDecay{static_cast<double>(epochs)},
                  .epochs = epochs,
                  .batch_size = s.batch,
                  .seed = seed,
                  .threads = s.threads};
    const auto train = [&](const auto&... policies) {
        fit(net, SoftmaxCrossEntropy{}, Together{labelled, unlabelled, s.unlabelled_batch}, sgd,
            when(augments, weak), Dropout{s.dropout}, policies...);
    };
    if (averages)
        train(scheduled(MeanTeacher{s.consistency, s.decay}, ramp));
    else
        train(when(uses("entropy"), scheduled(EntropyMinimization{s.entropy}, ramp)),
              when(uses("pseudo-label"), scheduled(PseudoLabel{s.pseudo_label, s.threshold}, ramp)),
              when(uses("pi-model"), scheduled(Consistency{s.consistency}, ramp)),
              when(uses("fix-match"), FixMatch{weak, strong, s.fix_match, s.threshold}));
    return evaluate(net, SoftmaxCrossEntropy{}, digits.test).error;
}

}  // namespace
