// Trains a multilayer perceptron on handwritten digits: bare, with any regularization, or both side by side.
//
// The test digits decide nothing. Early stopping looks at validation digits, which are no training digits either.
//
// Test errors on MNIST, mean of the seeds 1, 2, 3:
//
//     --data DIR --arch 512,512 --epochs 5                                                 1.7 %
//     --data DIR --train-size 5000 --epochs 60 --learning-rate 0.03 --schedule linear      5.2 %
//     the same with --dropout-input 0.2 --dropout-hidden 0.5 --max-norm 3                  3.9 %
//
// The last two are side by side with --compare.
#include <regula/ascent/sam.hpp>
#include <regula/augment.hpp>
#include <regula/averaging/ema.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/data/corrupt_labels.hpp>
#include <regula/data/glyphs.hpp>
#include <regula/data/gz.hpp>
#include <regula/data/split.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/mixing/mixup.hpp>
#include <regula/model.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/optimize.hpp>
#include <regula/optimize/checkpoints.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <limits>
#include <optional>

using namespace regula;

namespace {

/// What makes the network generalise; 0 is off.
struct Regularization {
    double dropout_input = 0, dropout_hidden = 0, max_norm = 0, l1 = 0, l2 = 0;
    double input_noise = 0, weight_noise = 0, label_smoothing = 0, mixup = 0, sam = 0, ema = 0;
    int patience = 0;
    bool augment = false;
    std::string masks = "sample";

    bool none() const {
        return dropout_input == 0 && dropout_hidden == 0 && max_norm == 0 && l1 == 0 && l2 == 0 &&
               input_noise == 0 && weight_noise == 0 && label_smoothing == 0 && mixup == 0 && sam == 0 &&
               ema == 0 && patience == 0 && !augment;
    }
};

struct Settings {
    std::string data;
    Index train_size = 0, validation_size = 1000;
    double wrong_labels = 0;

    std::vector<Index> arch{512, 512};
    std::string optimizer = "sgd", schedule = "inverse";
    double learning_rate = std::numeric_limits<double>::quiet_NaN(), momentum = 0.9;
    int epochs = 30, threads = 1;
    Index batch = 64;
    std::uint64_t seed = 1;

    Regularization regularization;
    bool compare = false, test_curve = false, resume = false;
    std::string json, plot, save, load, checkpoint;
};

Settings parse(int argc, char** argv) {
    Settings s;
    Regularization& r = s.regularization;
    example::Options options{
        "Trains a multilayer perceptron on handwritten digits: bare, with any regularization, or both."};
    options.add_picture("--plot", s.plot, "draw learning curves, and first-layer weights in FILE-weights");
    options.add_output("--save", s.save, "write a checkpoint at the end");
    options.add_input("--load", s.load, "go on from a checkpoint, bit for bit as if there was no pause");
    options.add_directory("--checkpoint", s.checkpoint, "save the run there after each epoch, as it goes");
    options.add("--resume", s.resume, "go on from the last of --checkpoint, if there is one");
    options.add("--test-curve", s.test_curve,
                "measure the test error after every epoch, for the curve in --json; it decides nothing");
    options.group("Data");
    options.add_input(
        "--data", s.data,
        "directory of MNIST or the like, 4 IDX files, plain or .gz; without it, digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on; 0 is all, or 5000 drawn ones");
    options.add("--validation-size", s.validation_size, "training digits held out to watch the training");
    options.add("--wrong-labels", s.wrong_labels,
                "share of the labels, for training and validation, that is replaced by others");
    options.group("Network and training");
    options.add("--arch", s.arch, "units of the hidden layers; 0 alone is none, which is softmax regression");
    options.add("--optimizer", s.optimizer, {"sgd", "adam"}, "how weights descend");
    options.add("--learning-rate", s.learning_rate, "0.1 for sgd and 0.001 for adam unless given");
    options.add("--schedule", s.schedule, {"constant", "linear", "cosine", "inverse"},
                "of the learning rate: linear and cosine fall to 0 at the last epoch, inverse halves in 2");
    options.add("--momentum", s.momentum, "of sgd");
    options.add("--epochs", s.epochs, "passes over the training digits, those of --load included");
    options.add("--batch", s.batch, "digits in a minibatch");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.group("Regularization (0 is off)");
    options.add("--compare", s.compare,
                "train without and with it; if none is given, with dropout 0.2, 0.5 and max-norm 3");
    options.add("--dropout-input", r.dropout_input, "probability to drop a pixel");
    options.add("--dropout-hidden", r.dropout_hidden, "probability to drop a hidden unit");
    options.add("--masks", r.masks, {"sample", "minibatch"},
                "of dropout: one for each digit, or one for a whole minibatch, which is faster");
    options.add("--max-norm", r.max_norm, "greatest length of a unit's incoming weights");
    options.add("--l1", r.l1, "strength of the lasso penalty");
    options.add("--l2", r.l2, "strength of weight decay");
    options.add("--input-noise", r.input_noise, "standard deviation of noise on pixels");
    options.add("--weight-noise", r.weight_noise, "standard deviation of noise on weights");
    options.add("--label-smoothing", r.label_smoothing, "probability given to the other classes");
    options.add("--mixup", r.mixup, "alpha of the beta distribution by which digits are mixed");
    options.add("--augment", r.augment, "show the digits moved, turned, sheared and bent");
    options.add("--sam", r.sam, "how far up the gradient is taken, sharpness-aware");
    options.add("--ema", r.ema, "decay of the moving average of the weights, which is what is tested");
    options.add("--patience", r.patience, "stop after so many epochs without a better validation loss");
    options.footer(
        "\nFor example:\n"
        "  examples/run mnist --compare --plot digits.svg\n"
        "  examples/run mnist --data DIR --arch 512,512 --epochs 5\n"
        "  examples/run mnist --data DIR --train-size 5000 --compare --epochs 60 --learning-rate 0.03 "
        "--schedule linear");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.optimizer == "sgd" || !options.given("--momentum"), "--momentum is of sgd; adam has its own");
    require(!s.compare || (s.save.empty() && s.load.empty() && s.checkpoint.empty()),
            "--compare trains two networks; --save, --load and --checkpoint are for one");
    require(!s.resume || (!s.checkpoint.empty() && s.load.empty()),
            "--resume goes on from --checkpoint DIR, and not from --load");
    if (s.compare && r.none()) r = {.dropout_input = 0.2, .dropout_hidden = 0.5, .max_norm = 3};
    return s;
}

struct Digits {
    Dataset<float> train;
    std::optional<Dataset<float>> validation;
    Dataset<float> test;
};

/// The digits, with those for validation held out of the training digits.
Digits read_digits(const Settings& s) {
    const Key key{s.seed};
    require(s.train_size >= 0, "--train-size must be >= 0, got ", s.train_size);
    require(s.validation_size >= 0, "--validation-size must be >= 0, got ", s.validation_size);
    require(s.data.empty() || std::filesystem::is_directory(s.data), "--data: there is no directory '",
            s.data, "'");
    const Index drawn = (s.train_size > 0 ? s.train_size : 5000) + s.validation_size;
    auto [train, test] = s.data.empty() ? Mnist<float>{glyphs<float>(drawn, key.stream("train")),
                                                       glyphs<float>(2000, key.stream("test"))}
                                        : read_mnist<float>(s.data);
    const Index left = train.size() - s.validation_size;
    require(left >= 1 && s.train_size <= left, "there are ", train.size(), " training digits, too few for ",
            "--train-size ", s.train_size, " and --validation-size ", s.validation_size);

    Digits digits{.train = std::move(train), .validation = {}, .test = std::move(test)};
    if (s.validation_size > 0) {
        auto parts = stratified(digits.train, s.validation_size, key.stream("validation"));
        digits.train = std::move(parts.train);
        digits.validation = std::move(parts.held_out);
    }
    if (s.train_size > 0 && s.train_size < left)
        digits.train = stratified(digits.train, s.train_size, key.stream("subset")).held_out;
    if (s.wrong_labels != 0) {
        const Key wrong = key.stream("wrong labels");
        corrupt_labels(digits.train, s.wrong_labels, wrong[0]);
        if (digits.validation) corrupt_labels(*digits.validation, s.wrong_labels, wrong[1]);
    }
    return digits;
}

/// A trained network, and how it came about.
struct Outcome {
    std::string name;
    Network<float> network;
    Report report = {};
    Evaluation train = {}, validation = {}, test = {};
    std::vector<double> train_errors = {};  ///< after each epoch, for the plot
    std::vector<double> test_errors = {};   ///< the same, for the curve
};

/// Trains with an optimizer. One instantiation of fit serves all choices of policies; a coefficient that makes no
/// sense, such as a negative one, is switched on, so that its policy says so.
template <class Optimizer>
void train(Outcome& out, const Settings& s, const Digits& digits, const Regularization& r,
           const Optimizer& optimizer) {
    Network<float>& net = out.network;
    State<float> state;
    if (!s.load.empty()) load(s.load, net.parameters(), state);
    if (s.resume && resume(s.checkpoint, net.parameters(), state))
        std::cerr << "mnist: goes on from epoch " << state.epochs << ", in " << s.checkpoint << "\n";
    if (state.epochs >= s.epochs && !s.load.empty())
        std::cerr << "mnist: " << s.load << " has had " << state.epochs << " epochs, so --epochs " << s.epochs
                  << " asks for no more\n";
    const SoftmaxCrossEntropy loss;
    const Index shown = std::min<Index>(2000, digits.train.size());
    const Dataset<float> sample{.inputs = digits.train.inputs.leftCols(shown),
                                .labels = digits.train.labels.head(shown),
                                .class_names = digits.train.class_names};
    const auto keep_train_error = [&](const Record&) {
        out.train_errors.push_back(evaluate(net, loss, sample).error);
    };
    const auto keep_test_error = [&](const Record&) {
        out.test_errors.push_back(evaluate(net, loss, digits.test).error);
    };
    const Affine affine{.x = 2, .y = 2, .degrees = 15, .scale = 0.15, .shear = 0.15};
    const Augment augment{Shape{28, 28}, affine | Elastic{}};
    const bool by_minibatch = r.masks == "minibatch";

    // clang-format off
    out.report = fit(state, net, loss, digits.train, digits.validation ? &*digits.validation : nullptr, optimizer,
                     when(r.dropout_input != 0 && !by_minibatch, on(inputs, Dropout{r.dropout_input})),
                     when(r.dropout_hidden != 0 && !by_minibatch, Dropout{r.dropout_hidden}),
                     when(r.dropout_input != 0 && by_minibatch, on(inputs, per_minibatch(Dropout{r.dropout_input}))),
                     when(r.dropout_hidden != 0 && by_minibatch, per_minibatch(Dropout{r.dropout_hidden})),
                     when(r.max_norm != 0, MaxNorm{r.max_norm}),
                     when(r.l1 != 0, L1{r.l1}),
                     when(r.l2 != 0, L2{r.l2}),
                     when(r.input_noise != 0, GaussianNoise{r.input_noise}),
                     when(r.weight_noise != 0, on(weights, GaussianNoise{r.weight_noise})),
                     when(r.label_smoothing != 0, LabelSmoothing{r.label_smoothing}),
                     when(r.augment, augment),
                     when(r.mixup != 0, Mixup{r.mixup}),
                     when(r.sam != 0, Sam{r.sam}),
                     when(r.ema != 0, Ema{r.ema}),
                     when(r.patience != 0, EarlyStopping{.patience = r.patience}),
                     when(!s.plot.empty(), keep_train_error),
                     when(s.test_curve, keep_test_error),
                     when(!s.checkpoint.empty(), Checkpoints{s.checkpoint, net.parameters(), state}),
                     Progress{});
    // clang-format on

    if (!s.save.empty()) save(s.save, net.parameters(), state);
    out.train = evaluate(net, loss, digits.train);
    if (digits.validation) out.validation = evaluate(net, loss, *digits.validation);
    out.test = evaluate(net, loss, digits.test);
}

Outcome train(const std::string& name, const Settings& s, const Digits& digits, const Regularization& r) {
    if ((r.dropout_input != 0 || r.dropout_hidden != 0) && s.epochs < 20)
        std::cerr << "mnist: warning: dropout with " << s.epochs
                  << " epochs underfits, and is often worse than nothing; give it 20 or more\n";
    if (s.compare) std::cerr << name << ":\n";
    std::vector<Index> widths{digits.train.features()};
    if (s.arch != std::vector<Index>{0}) widths.insert(widths.end(), s.arch.begin(), s.arch.end());
    widths.push_back(digits.train.classes());
    Outcome out{.name = name, .network = mlp<float>(widths, Key{s.seed}.stream("network"))};

    const double epochs = std::max(1, s.epochs);
    const Schedule schedule = s.schedule == "linear"    ? Schedule{Linear{epochs}}
                              : s.schedule == "cosine"  ? Schedule{Cosine{epochs}}
                              : s.schedule == "inverse" ? Schedule{InverseTime{.half_life = 2}}
                                                        : Schedule{};
    const auto rate = [&](double standard) {
        return std::isnan(s.learning_rate) ? standard : s.learning_rate;
    };
    if (s.optimizer == "adam")
        train(out, s, digits, r,
              Adam{.learning_rate = rate(0.001),
                   .schedule = schedule,
                   .epochs = s.epochs,
                   .batch_size = s.batch,
                   .seed = s.seed,
                   .threads = s.threads});
    else
        train(out, s, digits, r,
              Sgd{.learning_rate = rate(0.1),
                  .momentum = s.momentum,
                  .schedule = schedule,
                  .epochs = s.epochs,
                  .batch_size = s.batch,
                  .seed = s.seed,
                  .threads = s.threads});
    if (out.report.stop_reason == StopReason::diverged)
        std::cerr << "mnist: the training diverged; a smaller --learning-rate may help\n";
    return out;
}

void print(const std::vector<Outcome>& outcomes, const Digits& digits) {
    std::vector<std::string> header{""};
    for (const Outcome& out : outcomes) header.push_back(out.name);
    example::Table table{header};
    const auto row = [&](const std::string& name, const auto& text_of) {
        std::vector<std::string> cells{name};
        for (const Outcome& out : outcomes) cells.push_back(text_of(out));
        table.row(cells);
    };
    using example::number, example::percent;
    row("test error", [](const Outcome& out) { return percent(out.test.error); });
    if (digits.validation)
        row("validation error", [](const Outcome& out) { return percent(out.validation.error); });
    row("training error", [](const Outcome& out) { return percent(out.train.error); });
    row("test loss", [](const Outcome& out) { return number(out.test.loss); });
    row("training loss", [](const Outcome& out) { return number(out.train.loss); });
    row("epochs", [](const Outcome& out) { return std::to_string(out.report.epochs); });
    row("best epoch", [](const Outcome& out) { return std::to_string(out.report.best_epoch); });
    row("ended", [](const Outcome& out) { return std::string{name_of(out.report.stop_reason)}; });
    row("seconds", [](const Outcome& out) { return number(out.report.seconds, 3); });
    row("digits a second",
        [](const Outcome& out) { return number(std::round(out.report.samples_per_second), 6); });
    std::cout << digits.train.size() << " digits to train on, "
              << (digits.validation ? digits.validation->size() : 0) << " for validation, "
              << digits.test.size() << " to test\n\n"
              << std::flush;
    table.print();
}

example::Results results(const Outcome& out) {
    example::Results objective, all;
    if (!out.report.history.empty())
        for (const Term& term : out.report.last().objective) objective.add(term.name, term.value);
    all.add("test_error", out.test.error).add("test_loss", out.test.loss);
    all.add("validation_error", out.validation.error).add("validation_loss", out.validation.loss);
    all.add("train_error", out.train.error).add("train_loss", out.train.loss);
    all.add("epochs", out.report.epochs).add("best_epoch", out.report.best_epoch);
    all.add("stop_reason", name_of(out.report.stop_reason)).add("objective", objective);
    all.add("seconds", out.report.seconds).add("samples_per_second", out.report.samples_per_second);
    std::vector<example::Results> curve;
    for (std::size_t e = 0; e < out.report.history.size(); ++e) {
        const Record& record = out.report.history[e];
        example::Results point;
        point.add("epoch", record.epoch).add("seconds", record.seconds);
        for (const Term& term : record.objective) point.add(term.name, term.value);
        for (const Term& metric : record.metrics) point.add(metric.name, metric.value);
        if (e < out.test_errors.size()) point.add("test_error", out.test_errors[e]);
        curve.push_back(std::move(point));
    }
    return all.add("curve", curve);
}

/// Losses and errors as the training went, side by side; training is dashed, a network has a colour.
void draw_curves(const std::string& path, const std::vector<Outcome>& outcomes) {
    example::Plot loss{.title = "Loss", .x_label = "epoch", .y_label = "mean cross-entropy", .log_y = true};
    example::Plot error{.title = "Error", .x_label = "epoch", .y_label = "% of the digits"};
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const Outcome& out = outcomes[i];
        example::Series train_loss{out.name + ", training", {}, {}, static_cast<int>(i), true};
        example::Series loss_held_out{out.name + ", validation", {}, {}, static_cast<int>(i), false};
        auto train_error = train_loss, error_held_out = loss_held_out;
        for (std::size_t e = 0; e < out.report.history.size(); ++e) {
            const Record& record = out.report.history[e];
            const auto add = [&](example::Series& series, double value) {
                series.x.push_back(record.epoch), series.y.push_back(value);
            };
            add(train_loss, record.objective.front().value);
            add(train_error, 100 * out.train_errors[e]);
            if (record.metrics.empty()) continue;
            add(loss_held_out, record.at("validation_loss"));
            add(error_held_out, 100 * record.at("validation_error"));
        }
        for (auto* series : {&loss_held_out, &train_loss})
            if (!series->x.empty()) loss.series.push_back(*series);
        for (auto* series : {&error_held_out, &train_error})
            if (!series->x.empty()) error.series.push_back(*series);
    }
    if (loss.series.empty())
        std::cerr << "mnist: no epoch ended, so there are no curves to draw\n";
    else
        example::draw(path, std::vector{loss, error});
}

/// What the units of the first layer look at.
void draw_weights(const std::string& path, const std::vector<Outcome>& outcomes) {
    std::vector<example::Images> grids;
    for (const Outcome& out : outcomes)
        grids.push_back(example::features(out.name + ": weights of the first layer",
                                          out.network.parameters()["0.weight"]));
    example::draw(path, grids);
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings settings = parse(argc, argv);
    const Digits digits = read_digits(settings);
    std::vector<Outcome> outcomes;
    if (settings.compare) outcomes.push_back(train("bare", settings, digits, {}));
    const std::string name = settings.regularization.none() ? "bare" : "regularized";
    outcomes.push_back(train(name, settings, digits, settings.regularization));

    print(outcomes, digits);
    example::Results all;
    for (const Outcome& out : outcomes) all.add(out.name, results(out));
    (settings.compare ? all : results(outcomes.front())).write(settings.json);
    if (!settings.plot.empty()) {
        draw_curves(settings.plot, outcomes);
        draw_weights(example::beside(settings.plot, "weights"), outcomes);
    }
} catch (const std::exception& error) {
    return example::failed(error);
}
