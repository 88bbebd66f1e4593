// Trains one network without and with each kind of dropout, and predicts with it in each way there is.
//
// Test errors on MNIST: see docs/dropout.md.
#include <regula/constraint/max_norm.hpp>
#include <regula/gate.hpp>
#include <regula/inference.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include "support/digits.hpp"
#include "support/images.hpp"
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
    Index train_size = 5000, test_size = 2000;
    std::vector<Index> arch{256, 256};
    double learning_rate = 0.03, input_rate = 0.2, hidden_rate = 0.5, max_norm = 2;
    int epochs = 25, threads = 1, repeats = 4;
    Index batch = 64, passes = 30;
    std::uint64_t seed = 1;
};

/// One kind of dropout, and the network that it trained.
struct Outcome {
    std::string name;
    Network<float> network;
    Evaluation train, test;
    double step_milliseconds;
    bool diverged;
};

class Bench {
public:
    explicit Bench(const Settings& settings)
        : s_{settings}, digits_{example::digits(s_.data, s_.train_size, s_.test_size, Key{s_.seed})} {}

    const Dataset<float>& test() const { return digits_.test; }

    /// Every kind begins with the same weights and sees the same digits in the same order.
    Outcome train(const std::string& name, const auto&... policies) const {
        std::cerr << name << ":\n";
        std::vector<Index> widths{digits_.train.features()};
        widths.insert(widths.end(), s_.arch.begin(), s_.arch.end());
        widths.push_back(digits_.train.classes());
        auto net = mlp<float>(widths, Key{s_.seed}.stream("network"));
        const SoftmaxCrossEntropy loss;
        const Report report = fit(net, loss, digits_.train,
                                  Sgd{.learning_rate = s_.learning_rate,
                                      .momentum = 0.9,
                                      .schedule = LinearDecay{static_cast<double>(std::max(1, s_.epochs))},
                                      .epochs = s_.epochs,
                                      .batch_size = s_.batch,
                                      .seed = s_.seed,
                                      .threads = s_.threads},
                                  policies..., Progress{});
        const auto steps =
            static_cast<double>(report.epochs * ((digits_.train.size() + s_.batch - 1) / s_.batch));
        const Evaluation train = evaluate(net, loss, digits_.train), test = evaluate(net, loss, digits_.test);
        return {name,
                std::move(net),
                train,
                test,
                1000 * report.seconds / steps,
                report.stop_reason == StopReason::diverged};
    }

private:
    const Settings& s_;
    Mnist<float> digits_;
};

/// The test error of the mean of k random passes, again and again with other masks.
struct PassAverages {
    std::vector<Index> passes;
    Matrix<double> errors;  ///< repeats x passes
};

PassAverages average(const Settings& s, const Network<float>& net, const Dataset<float>& test,
                     const auto&... policies) {
    PassAverages found;
    for (Index k = 1; k <= s.passes; k = k < 4 ? k + 1 : 3 * k / 2) found.passes.push_back(k);
    found.errors.resize(s.repeats, static_cast<Index>(found.passes.size()));
    for (int repeat = 0; repeat < s.repeats; ++repeat) {
        const Key key = Key{s.seed}.stream("passes")[static_cast<std::uint64_t>(repeat)];
        RunningMean mean;  // it goes on from k passes to the next k
        for (std::size_t i = 0; i < found.passes.size(); ++i) {
            while (mean.count() < found.passes[i]) {
                const Key pass = key[static_cast<std::uint64_t>(mean.count())];
                mean.add(monte_carlo(net, SoftmaxCrossEntropy{}, test.inputs, 1, pass, policies...).mean);
            }
            found.errors(repeat, static_cast<Index>(i)) =
                static_cast<double>(count_errors(mean.mean(), test.labels)) /
                static_cast<double>(test.size());
        }
    }
    return found;
}

void print(const std::vector<Outcome>& outcomes) {
    example::Table table{{"", "test error", "training error", "test loss", "ms a step"}};
    for (const Outcome& out : outcomes)
        table.row({out.name, example::percent(out.test.error), example::percent(out.train.error),
                   example::number(out.test.loss, 3), example::number(out.step_milliseconds, 3)});
    table.print();
}

void print(const InferenceGap& gap) {
    const auto with_error = [](const Estimate& e) {
        return example::number(e.mean, 3) + " +- " + example::number(e.standard_error, 2);
    };
    example::Table table{{"", "test error", "test loss", "KL from Monte Carlo", "total variation"}};
    for (const InferenceWay& way : gap.ways())
        table.row({way.name, with_error(way.error), with_error(way.loss), with_error(way.divergence),
                   with_error(way.total_variation)});
    table.print();
}

/// Figure 11 of Srivastava et al. (2014), "Dropout": k passes against one without masks.
void draw(const std::string& path, const PassAverages& averaging, double scaled) {
    example::Series mean{"mean of k random passes", {}, {}, 0}, one{"one pass without masks", {}, {}, 1};
    for (std::size_t i = 0; i < averaging.passes.size(); ++i) {
        const auto errors = averaging.errors.col(static_cast<Index>(i)).array();
        const double centre = errors.mean(), n = static_cast<double>(errors.size()),
                     deviation = std::sqrt((errors - centre).square().sum() / std::max(1.0, n - 1));
        for (auto* series : {&mean, &one}) series->x.push_back(static_cast<double>(averaging.passes[i]));
        mean.y.push_back(100 * centre);
        mean.errors.push_back(100 * deviation);
        one.y.push_back(100 * scaled);
    }
    example::draw(path, std::vector{example::Plot{.title = "Monte-Carlo averaging against weight scaling",
                                                  .x_label = "k",
                                                  .y_label = "test error (%)",
                                                  .series = {mean, one},
                                                  .log_x = true,
                                                  .band = "standard deviation"}});
}

example::Results results(const std::vector<Outcome>& outcomes, const InferenceGap& gap,
                         const PassAverages& averaging) {
    example::Results all, kinds, ways;
    for (const Outcome& out : outcomes) {
        example::Results kind;
        kind.add("test_error", out.test.error)
            .add("train_error", out.train.error)
            .add("test_loss", out.test.loss);
        kind.add("step_milliseconds", out.step_milliseconds).add("diverged", out.diverged);
        kinds.add(out.name, kind);
    }
    for (const InferenceWay& way : gap.ways()) {
        example::Results row;
        row.add("error", way.error.mean).add("error_standard_error", way.error.standard_error);
        row.add("loss", way.loss.mean).add("loss_standard_error", way.loss.standard_error);
        row.add("divergence", way.divergence.mean)
            .add("divergence_standard_error", way.divergence.standard_error);
        row.add("total_variation", way.total_variation.mean);
        ways.add(way.name, row);
    }
    std::vector<example::Results> curve;
    for (std::size_t i = 0; i < averaging.passes.size(); ++i) {
        example::Results point;
        point.add("passes", averaging.passes[i])
            .add("error", averaging.errors.col(static_cast<Index>(i)).mean());
        curve.push_back(point);
    }
    return all.add("kinds", kinds).add("inference", ways).add("averaging", curve);
}

}  // namespace

int main(int argc, char** argv) try {
    Settings s;
    example::Options options{"Trains a network with each kind of dropout, and predicts with it in each way."};
    options.add_picture("--plot", s.plot,
                        "draw errors by the number of passes, and first-layer weights in FILE-weights");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on");
    options.add("--test-size", s.test_size, "digits to test");
    options.group("Network and training");
    options.add("--arch", s.arch, "units of the hidden layers");
    options.add("--epochs", s.epochs, "passes over the training digits");
    options.add("--batch", s.batch, "digits in a minibatch");
    options.add("--learning-rate", s.learning_rate, "at first; it falls to 0 at the last epoch");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.group("Dropout");
    options.add("--input-rate", s.input_rate, "probability to drop a pixel");
    options.add("--hidden-rate", s.hidden_rate, "probability to drop a hidden unit");
    options.add("--max-norm", s.max_norm, "greatest length of a unit's incoming weights");
    options.add("--passes", s.passes, "most random passes of a prediction");
    options.add("--repeats", s.repeats, "of Monte-Carlo averaging, with other masks");
    options.parse(argc, argv);
    s.seed = options.seed;
    require(s.repeats >= 1 && s.passes >= 1, "--passes and --repeats must be >= 1, got ", s.passes, " and ",
            s.repeats);

    const Bench bench{s};
    const auto on_pixels = on(inputs, Dropout{s.input_rate});
    const Dropout on_units{s.hidden_rate};
    const auto gaussian = GaussianGate::like_dropout(s.hidden_rate);
    std::vector<Outcome> outcomes;
    outcomes.push_back(bench.train("none"));
    outcomes.push_back(bench.train("max-norm", MaxNorm{s.max_norm}));
    outcomes.push_back(bench.train("dropout of hidden units", on_units));
    outcomes.push_back(bench.train("dropout", on_pixels, on_units));
    outcomes.push_back(bench.train("dropout, max-norm", on_pixels, on_units, MaxNorm{s.max_norm}));
    const std::size_t best = outcomes.size() - 1;
    outcomes.push_back(bench.train("one mask a minibatch, max-norm",
                                   on(inputs, per_minibatch(Dropout{s.input_rate})), per_minibatch(on_units),
                                   MaxNorm{s.max_norm}));
    outcomes.push_back(bench.train("Gaussian, max-norm", on(inputs, GaussianGate::like_dropout(s.input_rate)),
                                   gaussian, MaxNorm{s.max_norm}));
    outcomes.push_back(
        bench.train("DropConnect, max-norm", on(weights, Dropout{s.hidden_rate}), MaxNorm{s.max_norm}));

    std::cout << s.train_size << " digits to train on, " << s.test_size << " to test\n\n" << std::flush;
    print(outcomes);
    for (const Outcome& out : outcomes)
        if (out.diverged)
            std::cout << out.name << ": the training diverged; a smaller --learning-rate may help\n";

    const Outcome& chosen = outcomes[best];
    std::cerr << "predicting with " << chosen.name << '\n';
    const auto gap = inference_gap(Threads{s.threads}, chosen.network, SoftmaxCrossEntropy{}, bench.test(),
                                   s.passes, Key{s.seed}.stream("gap"), on_pixels, on_units);
    std::cout << "\nWays to predict with \"" << chosen.name << "\", " << s.passes << " random passes\n\n"
              << std::flush;
    print(gap);
    const PassAverages averaging = average(s, chosen.network, bench.test(), on_pixels, on_units);

    results(outcomes, gap, averaging).write(options.json);
    if (!s.plot.empty()) {
        draw(s.plot, averaging, chosen.test.error);
        example::draw(example::beside(s.plot, "weights"),
                      std::vector{example::features("without dropout",
                                                    outcomes.front().network.parameters()["0.weight"]),
                                  example::features("with dropout", chosen.network.parameters()["0.weight"])},
                      "weight, first layer");
    }
} catch (const std::exception& error) {
    return example::failed(error);
}
