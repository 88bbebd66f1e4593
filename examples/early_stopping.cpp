// Early stopping in full: where it stops, two ways to use the validation digits afterwards, and weight decay
// beside it.
//
//     examples/run early_stopping --plot curves.svg
//     examples/run early_stopping --data DIR
//
// The same network is trained to the end, until the validation loss has not fallen for a while, and from
// there on in both second phases of Goodfellow, Bengio and Courville, Deep Learning, algorithms 7.2 and 7.3.
// A fifth of the labels is wrong: a network learns those last, so that stopping lowers the test error.
// Test digits decide nothing. The second picture is of a linear model: gradient descent after t steps beside
// ridge regression of strength 1 / (rate t), on the same validation digits.
#include <regula/data/corrupt_labels.hpp>
#include <regula/data/split.hpp>
#include <regula/linear/ridge.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/stopping.hpp>
#include <regula/theory/early_stopping.hpp>

#include "support/digits.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, plot, json;
    Index train_size = 1000, validation_size = 250, test_size = 2000, units = 128, batch = 32;
    int epochs = 60, patience = 8, limit = 60, steps = 1000;
    double learning_rate = 0.01, wrong_labels = 0.2;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{
        "Shows what early stopping does, two ways to go on from it, and weight decay beside it."};
    options.add_picture("--plot", s.plot, "draw the learning curves, and early stopping beside weight decay");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on");
    options.add("--validation-size", s.validation_size, "digits that decide when to stop");
    options.add("--test-size", s.test_size, "digits to test on");
    options.add("--wrong-labels", s.wrong_labels,
                "share of the labels, for training and validation, that is replaced by others");
    options.group("Training");
    options.add("--units", s.units, "in the hidden layer");
    options.add("--epochs", s.epochs, "passes over the data if nothing stops it");
    options.add("--patience", s.patience, "epochs without a better validation loss until it stops");
    options.add("--limit", s.limit, "epochs of going on with all digits, at most");
    options.add("--batch", s.batch, "digits in a minibatch");
    options.add("--learning-rate", s.learning_rate, "of SGD with momentum 0.9");
    options.add("--steps", s.steps, "of gradient descent in the linear model");
    options.parse(argc, argv);
    s.json = options.json;
    s.seed = options.seed;
    return s;
}

struct Digits {
    Dataset<float> train, validation, test;
};

Digits read_digits(const Settings& s) {
    require(s.validation_size >= 10, "--validation-size must be >= 10, got ", s.validation_size);
    const Key key{s.seed};
    auto [all, test] = example::digits(s.data, s.train_size + s.validation_size, s.test_size, key);
    auto [train, validation] = stratified(all, s.validation_size, key.stream("validation"));
    const Key wrong = key.stream("wrong labels");
    if (s.wrong_labels != 0) {
        corrupt_labels(train, s.wrong_labels, wrong[0]);
        corrupt_labels(validation, s.wrong_labels, wrong[1]);
    }
    return {std::move(train), std::move(validation), std::move(test)};
}

/// One way to train, and the network that it gave.
struct Outcome {
    std::string name;
    Network<float> network;
    Report report;
};

/// The network trained in all ways: to the end, stopped early, and in the second phases.
class Ways {
public:
    Ways(const Settings& s, const Digits& digits)
        : s_{s}, digits_{digits}, all_{concatenate(digits.train, digits.validation)} {
        sgd_ = {.learning_rate = s.learning_rate,
                .momentum = 0.9,
                .epochs = s.epochs,
                .batch_size = s.batch,
                .seed = s.seed};
        add("to the end", fresh(),
            [&](auto& net) { return fit(net, loss_, digits_.train, digits_.validation, sgd_); });
        add("stopped early", fresh(), [&](auto& net) {
            return fit(net, loss_, digits_.train, digits_.validation, sgd_,
                       EarlyStopping{.patience = s_.patience});
        });
        const Network<float> best = stopped().network;
        const Report first = stopped().report;
        goal_ = evaluate(best, loss_, digits_.train).loss;
        add("anew, same updates", fresh(),
            [&](auto& net) { return retrain(net, loss_, all_, sgd_, first, RetrainFor::updates); });
        add("anew, same passes", fresh(),
            [&](auto& net) { return retrain(net, loss_, all_, sgd_, first, RetrainFor::passes); });
        add("gone on with all", best, [&](auto& net) {
            return continue_training(net, loss_, digits_.train, digits_.validation, sgd_, s_.limit);
        });
    }

    const std::vector<Outcome>& outcomes() const { return outcomes_; }
    const Outcome& to_the_end() const { return outcomes_[0]; }
    const Outcome& stopped() const { return outcomes_[1]; }
    const Outcome& gone_on() const { return outcomes_[4]; }

    /// The training loss where it stopped, which going on has to reach on the former validation digits.
    double goal() const { return goal_; }

    example::Results report() const {
        example::Table table{{"", "epochs", "updates", "test error", "test loss", "ended"}};
        example::Results results;
        for (const Outcome& way : outcomes_) {
            const Evaluation test = evaluate(way.network, loss_, digits_.test);
            const Report& r = way.report;
            const char* ended = name_of(r.stop_reason);
            table.row({way.name, std::to_string(r.epochs), std::to_string(r.steps),
                       example::percent(test.error), example::number(test.loss, 3), ended});
            results.add(way.name, example::Results{}
                                      .add("test_error", test.error)
                                      .add("test_loss", test.loss)
                                      .add("epochs", r.epochs)
                                      .add("updates", r.steps)
                                      .add("best_epoch", r.best_epoch)
                                      .add("stop_reason", ended));
        }
        table.print();
        return results;
    }

private:
    Network<float> fresh() const {
        return mlp<float>({digits_.train.features(), s_.units, digits_.train.classes()},
                          Key{s_.seed}.stream("network"));
    }

    void add(const std::string& name, Network<float> net, const auto& train) {
        std::cerr << name << " ..." << std::flush;
        const Report report = train(net);
        std::cerr << " " << report.epochs << " epochs\n";
        outcomes_.push_back({name, std::move(net), report});
    }

    const Settings& s_;
    const Digits& digits_;
    Dataset<float> all_;
    SoftmaxCrossEntropy loss_;
    Sgd sgd_;
    double goal_ = 0;
    std::vector<Outcome> outcomes_;
};

example::Plot curves(const Ways& ways) {
    example::Plot plot{.title = "Learning curves", .x_label = "epochs", .y_label = "mean loss"};
    const auto curve = [&](const std::string& name, const Report& report, const char* term, int from,
                           int colour, bool dashed) {
        example::Series series{name, {}, {}, colour, dashed};
        for (const Record& record : report.history) {
            series.x.push_back(from + record.epoch);
            series.y.push_back(record.at(term));
        }
        plot.series.push_back(std::move(series));
    };
    const Report &end = ways.to_the_end().report, &first = ways.stopped().report, &on = ways.gone_on().report;
    curve("training", end, "loss", 0, 0, false);
    curve("validation", end, "validation_loss", 0, 1, false);
    curve("gone on with all: the same validation digits", on, "validation_loss", first.best_epoch, 2, true);
    const double best = first.best_epoch, to = first.best_epoch + on.epochs;
    plot.series.push_back({"stopped, and what it gave back",
                           {best, double(first.epochs)},
                           {first.best().at("validation_loss"), first.last().at("validation_loss")},
                           3,
                           false,
                           true});
    plot.series.push_back(
        {"to reach: the training loss there", {best, to}, {ways.goal(), ways.goal()}, 4, true});
    return plot;
}

/// The validation errors of a linear model by gradient descent, after 1, 2, ... steps, and of ridge
/// regression.
struct Paths {
    std::vector<double> time, stopped, strength_time, decayed;  // time: rate t = 1 / a
    double least_stopped, least_decayed;
};

Paths linear_paths(const Settings& s, const Digits& digits) {
    const auto regression = [](const Dataset<float>& data) {
        Dataset<double> labelled{.inputs = data.inputs.cast<double>()};
        one_hot(data.labels, 10, labelled.targets);
        return labelled;
    };
    const Dataset<double> train = regression(digits.train), validation = regression(digits.validation);
    const RidgePath ridge{train, false};
    const double largest = ridge.singular_values().squaredNorm() / static_cast<double>(train.size());
    const double rate = 1 / largest;  // the trace is no less than the greatest eigenvalue
    Network<double> net{train.features(),
                        {Dense{.units = 10, .initializer = Initializer::zero, .bias = false}}};
    std::cerr << "linear model ..." << std::flush;
    const Report report = fit(net, SquaredError{}, train, validation,
                              Sgd{.learning_rate = rate, .epochs = s.steps, .batch_size = train.size()});
    std::cerr << " " << report.steps << " steps\n";

    Paths paths{};
    paths.least_stopped = paths.least_decayed = HUGE_VAL;
    for (const Record& record : report.history) {
        paths.least_stopped = std::min(paths.least_stopped, record.at("validation_loss"));
        paths.time.push_back(rate * record.epoch);
        paths.stopped.push_back(record.at("validation_loss"));
    }
    for (double t = 1; t <= s.steps; t *= 1.3) {
        const double a = theory::equivalent_strength(rate, static_cast<int>(t));
        const Matrix<double> y = ridge.fit(L2{a}).predict(validation.inputs);
        const double loss = SquaredError{}.value(y, validation.targets);
        paths.least_decayed = std::min(paths.least_decayed, loss);
        paths.strength_time.push_back(1 / a);
        paths.decayed.push_back(loss);
    }
    return paths;
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    const Digits digits = read_digits(s);
    const Ways ways{s, digits};
    example::Results results = ways.report();
    std::cout << "training loss where it stopped " << example::number(ways.goal())
              << ", to be reached on the validation digits\n\n";

    const Paths paths = linear_paths(s, digits);
    example::Table table{{"linear model", "least validation loss"}};
    table.row({"stopped after t steps", example::number(paths.least_stopped, 5)});
    table.row({"weight decay 1 / (rate t)", example::number(paths.least_decayed, 5)});
    table.print();
    results.add("goal", ways.goal());
    results.add("linear", example::Results{}
                              .add("stopped_validation_loss", paths.least_stopped)
                              .add("decayed_validation_loss", paths.least_decayed));
    results.write(s.json);

    if (!s.plot.empty()) {
        example::Plot beside{.title = "A linear model: early stopping beside weight decay",
                             .x_label = "rate t = 1 / a",
                             .y_label = "validation loss",
                             .series = {{"gradient descent after t steps", paths.time, paths.stopped, 0},
                                        {"ridge regression of strength a", paths.strength_time, paths.decayed,
                                         1, false, true}},
                             .log_x = true};
        example::draw(s.plot, std::vector{curves(ways), beside});
    }
} catch (const std::exception& error) {
    return example::failed(error);
}
