// Shows which methods of semi-supervised learning make use of digits without labels: each trains the same
// network on few labelled digits and on many others, and is compared with the labelled ones alone.
#include <regula/adversarial/virtual_adversarial.hpp>
#include <regula/augment.hpp>
#include <regula/auxiliary.hpp>
#include <regula/gate.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/theory/claim.hpp>

#include <regula/data/split.hpp>

#include "support/digits.hpp"
#include "support/mean.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, plot;
    std::vector<Index> labels{100, 1000}, arch{200, 200};
    std::vector<std::string> methods{"supervised", "augmented",    "entropy",  "pseudo-label",
                                     "pi-model",   "mean-teacher", "fix-match"};
    Index train_size = 6000, test_size = 2000, batch = 50, unlabelled_batch = 50;
    int seeds = 3, updates = 600, threads = 1;
    double learning_rate = 0.05, dropout = 0, threshold = 0.95;
    double entropy = 0.3, pseudo_label = 0.5, consistency = 10, fix_match = 1, decay = 0.99,
           virtual_radius = 1.5;
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
    const bool averages = uses("mean-teacher");
    const bool moves = uses("random-direction") || uses("virtual"), augments = !uses("supervised") && !moves;
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
    else if (moves)
        train(VirtualAdversarial{.radius = s.virtual_radius, .power_steps = uses("virtual") ? 1 : 0});
    else
        train(when(uses("entropy"), scheduled(EntropyMinimization{s.entropy}, ramp)),
              when(uses("pseudo-label"), scheduled(PseudoLabel{s.pseudo_label, s.threshold}, ramp)),
              when(uses("pi-model"), scheduled(Consistency{s.consistency}, ramp)),
              when(uses("fix-match"), FixMatch{weak, strong, s.fix_match, s.threshold}));
    return evaluate(net, SoftmaxCrossEntropy{}, digits.test).error;
}

/// The errors of all methods with all numbers of labels.
class Comparison {
public:
    explicit Comparison(const Settings& settings) : s_{settings} {}

    void run(const Mnist<float>& digits) {
        for (const Index labels : s_.labels) {
            std::vector<theory::Mean> found(s_.methods.size());
            for (int seed = 0; seed < s_.seeds; ++seed)
                for (std::size_t m = 0; m < found.size(); ++m) {
                    const double error = test_error(s_, s_.methods[m], digits, labels,
                                                    s_.seed + static_cast<std::uint64_t>(seed));
                    std::cerr << labels << " labels, seed " << s_.seed + static_cast<std::uint64_t>(seed)
                              << ", " << s_.methods[m] << ": " << example::percent(error) << std::endl;
                    found[m].add(error);
                }
            means_.push_back(std::move(found));
        }
    }

    void print() const {
        std::vector<std::string> header{"test error"};
        for (const Index labels : s_.labels) header.push_back(std::to_string(labels) + " labels");
        example::Table table{header};
        for (std::size_t m = 0; m < s_.methods.size(); ++m) {
            std::vector<std::string> row{s_.methods[m]};
            for (const auto& found : means_) row.push_back(example::with_error(found[m]));
            table.row(row);
        }
        table.print();
    }

    example::Results results() const {
        std::vector<example::Results> all;
        for (std::size_t k = 0; k < means_.size(); ++k)
            for (std::size_t m = 0; m < s_.methods.size(); ++m)
                all.push_back(
                    example::results(means_[k][m]).add("method", s_.methods[m]).add("labels", s_.labels[k]));
        return example::Results{}.add("runs", all);
    }

    /// The errors as shares of that of the same augmented digits without the others, or of the first method.
    void draw(const std::string& path) const {
        const auto augmented = std::find(s_.methods.begin(), s_.methods.end(), "augmented");
        const std::size_t base =
            augmented == s_.methods.end() ? 0 : static_cast<std::size_t>(augmented - s_.methods.begin());
        example::Plot plot{.title = "What digits without labels add",
                           .x_label = "labels",
                           .y_label = "test error / that of labels alone",
                           .log_x = true};
        for (std::size_t m = 0; m < s_.methods.size(); ++m) {
            if (s_.methods[m] == "supervised" && m != base) continue;
            example::Series line{.name = m == base ? "labels alone" : s_.methods[m],
                                 .colour = static_cast<int>(plot.series.size()),
                                 .dashed = m == base};
            for (std::size_t k = 0; k < means_.size(); ++k) {
                line.x.push_back(static_cast<double>(s_.labels[k]));
                line.y.push_back(means_[k][m].mean() / means_[k][base].mean());
            }
            plot.series.push_back(line);
        }
        example::draw(path, {plot});
    }

private:
    const Settings& s_;
    std::vector<std::vector<theory::Mean>> means_;  // by numbers of labels, then by methods
};

}  // namespace

int main(int argc, char** argv) try {
    Settings s;
    example::Options options{"Trains a network on few labelled digits and many without labels."};
    options.add_picture("--plot", s.plot,
                        "draw the test errors by the number of labels, as shares of that without the others");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on, most of them without labels");
    options.add("--test-size", s.test_size, "digits to test on");
    options.add("--labels", s.labels, "numbers of labelled digits");
    options.add("--methods", s.methods,
                "the methods to compare; also virtual, random-direction: virtual adversarial training");
    options.add("--seeds", s.seeds, "runs of each, with other labelled digits and other weights");
    options.add("--arch", s.arch, "units of the hidden layers");
    options.add("--updates", s.updates, "steps, rounded up to passes over the digits without labels");
    options.add("--batch", s.batch, "labelled digits in a step");
    options.add("--unlabelled-batch", s.unlabelled_batch, "digits without labels in a step");
    options.add("--learning-rate", s.learning_rate, "step size at the beginning; it falls to 0");
    options.add("--dropout", s.dropout, "probability to drop a hidden unit");
    options.add("--threshold", s.threshold, "least probability of a pseudo-label");
    options.add("--entropy", s.entropy, "strength of entropy minimization");
    options.add("--pseudo-label", s.pseudo_label, "strength of pseudo-labels");
    options.add("--consistency", s.consistency, "strength of the Pi model and of the mean teacher");
    options.add("--fix-match", s.fix_match, "strength of FixMatch");
    options.add("--virtual-radius", s.virtual_radius,
                "length of a perturbation, random or virtual adversarial");
    options.add("--decay", s.decay, "of the mean teacher's average");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;
    require(s.seeds >= 1, "--seeds must be >= 1, got ", s.seeds);
    require(s.unlabelled_batch >= 1, "--unlabelled-batch must be >= 1, got ", s.unlabelled_batch);
    auto known = Settings{}.methods;
    known.insert(known.end(), {"random-direction", "virtual"});  // beside supervised: these move no digits
    for (const std::string& method : s.methods)
        require(std::find(known.begin(), known.end(), method) != known.end(), "--methods: no method named '",
                method, "'");

    const auto digits = example::digits(s.data, s.train_size, s.test_size, Key{s.seed});
    Comparison comparison{s};
    comparison.run(digits);
    comparison.print();
    comparison.results().write(options.json);
    if (!s.plot.empty()) comparison.draw(s.plot);
} catch (const std::exception& error) {
    return example::failed(error);
}
