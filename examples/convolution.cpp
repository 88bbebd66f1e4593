// Convolution as parameter sharing: three networks with the same hidden units, which share more and more.
//
// Each hidden layer has 8 maps of 14 x 14 rectified units. Dense units see all pixels. Locally connected
// units see a window of 5 x 5 pixels each. Convolutional units of one map also share the weights of the
// window. Max-pooling over 2 x 2 units follows the layers that have maps. The digits are synthetic.
//
//     examples/run convolution --plot sharing.svg        draws the errors, and the filters
//
// The network that shares most has the fewest parameters and the least error.
#include <regula/data/glyphs.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/relu.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include "support/images.hpp"
#include "support/mean.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <iostream>
#include <optional>

using namespace regula;

namespace {

struct Settings {
    std::vector<Index> train_sizes{100, 300, 1000};
    Index test_size = 2000, validation_size = 500, channels = 8, size = 5, batch = 25;
    int updates = 400, repeats = 3;
    std::string json, plot;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{
        "Trains dense, locally connected and convolutional networks on synthetic digits."};
    options.add_picture("--plot", s.plot, "draw the test errors, and the filters in FILE-filters");
    options.group("Data");
    options.add("--train-sizes", s.train_sizes, "numbers of digits to train on");
    options.add("--validation-size", s.validation_size, "digits by which the learning rate is chosen");
    options.add("--test-size", s.test_size, "digits to test on");
    options.add("--repeats", s.repeats, "times with other digits and other initial weights");
    options.group("Networks and training");
    options.add("--channels", s.channels, "maps of the hidden layer");
    options.add("--size", s.size, "height and width of a window");
    options.add("--updates", s.updates, "steps of SGD with momentum 0.9, its learning rate falling to 0");
    options.add("--batch", s.batch, "digits a step");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.repeats >= 1, "--repeats must be >= 1, got ", s.repeats);
    require(!s.train_sizes.empty(), "--train-sizes needs a number");
    return s;
}

const std::vector<std::string> names{"dense", "locally connected", "convolutional"};

Network<float> network(const std::string& name, const Settings& s, Key key) {
    const Conv2d conv{.channels = s.channels,
                      .size = s.size,
                      .stride = 2,
                      .padding = s.size / 2,
                      .shared = name == "convolutional"};
    if (name == "dense")
        return {Shape{28, 28}, {Dense{conv.outputs({28, 28}).size()}, Relu{}, Dense{10}}, key};
    return {Shape{28, 28}, {conv, Relu{}, MaxPool2d{2}, Dense{10}}, key};
}

struct Trained {
    Network<float> network;
    double validation_error, test_error, milliseconds_per_step;
};

/// Trains with each learning rate, and keeps the network with the least validation error.
Trained train(const std::string& name, const Dataset<float>& train, const Dataset<float>& validation,
              const Dataset<float>& test, const Settings& s, Key key) {
    std::optional<Trained> best;
    for (const double rate : {0.03, 0.1}) {
        Network<float> net = network(name, s, key.stream("weights"));
        const Index steps = (train.size() + s.batch - 1) / s.batch;
        const int epochs = static_cast<int>(std::max<Index>(1, s.updates / steps));
        const Report report = fit(net, SoftmaxCrossEntropy{}, train,
                                  Sgd{.learning_rate = rate,
                                      .momentum = 0.9,
                                      .schedule = LinearDecay{.epochs = double(epochs), .to = 0},
                                      .epochs = epochs,
                                      .batch_size = s.batch,
                                      .seed = s.seed});
        const double error = evaluate(net, SoftmaxCrossEntropy{}, validation).error;
        if (!best || error < best->validation_error)
            best = Trained{.network = net,
                           .validation_error = error,
                           .test_error = evaluate(net, SoftmaxCrossEntropy{}, test).error,
                           .milliseconds_per_step = 1e3 * report.training_seconds / double(report.steps)};
    }
    return std::move(*best);
}

/// What came of one network, trained on several numbers of digits.
struct Outcome {
    std::vector<theory::Mean> test_errors;
    double milliseconds_per_step;
    Network<float> last;
};

Outcome train_all(const std::string& name, const Settings& s) {
    Outcome out{.test_errors = {}, .milliseconds_per_step = 0, .last = network(name, s, Key{1})};
    theory::Mean milliseconds;
    for (const Index size : s.train_sizes) {
        theory::Mean test_errors;
        for (int repeat = 0; repeat < s.repeats; ++repeat) {
            const Key key = Key{s.seed}[static_cast<std::uint64_t>(repeat)];
            Trained trained = train(name, glyphs<float>(size, key.stream("train")),
                                    glyphs<float>(s.validation_size, key.stream("validation")),
                                    glyphs<float>(s.test_size, key.stream("test")), s, key);
            test_errors.add(trained.test_error);
            milliseconds.add(trained.milliseconds_per_step);
            out.last = std::move(trained.network);
        }
        out.test_errors.push_back(test_errors);
        std::cerr << name << ", " << size << " digits: " << example::with_error(test_errors) << "\n";
    }
    out.milliseconds_per_step = milliseconds.mean();
    return out;
}

void print(const std::vector<Outcome>& outcomes, const Settings& s) {
    std::vector<std::string> header{""}, parameters{"parameters"}, memory{"KiB"}, time{"ms a step"};
    for (std::size_t n = 0; n < names.size(); ++n) {
        const Index count = outcomes[n].last.parameters().size();
        header.push_back(names[n]);
        parameters.push_back(std::to_string(count));
        memory.push_back(example::number(4.0 * static_cast<double>(count) / 1024, 4));
        time.push_back(example::number(outcomes[n].milliseconds_per_step, 3));
    }
    example::Table table{header};
    table.row(parameters);
    table.row(memory);
    table.row(time);
    for (std::size_t k = 0; k < s.train_sizes.size(); ++k) {
        std::vector<std::string> row{"test error, " + std::to_string(s.train_sizes[k]) + " digits"};
        for (const Outcome& out : outcomes) row.push_back(example::with_error(out.test_errors[k]));
        table.row(row);
    }
    table.print();
}

example::Results results(const Outcome& out, const Settings& s) {
    example::Results all;
    all.add("parameters", out.last.parameters().size());
    all.add("milliseconds_per_step", out.milliseconds_per_step);
    for (std::size_t k = 0; k < s.train_sizes.size(); ++k)
        all.add(std::to_string(s.train_sizes[k]), example::results(out.test_errors[k]));
    return all;
}

void draw(const std::vector<Outcome>& outcomes, const Settings& s) {
    example::Plot errors{.title = "What sharing buys",
                         .x_label = "digits to train on",
                         .y_label = "test error (%)",
                         .log_x = true};
    std::vector<example::Images> filters;
    for (std::size_t n = 0; n < names.size(); ++n) {
        example::Series series{.name = names[n], .colour = static_cast<int>(n)};
        for (std::size_t k = 0; k < s.train_sizes.size(); ++k)
            example::add_point(series, static_cast<double>(s.train_sizes[k]), outcomes[n].test_errors[k]);
        errors.series.push_back(series);
        filters.push_back(example::features(names[n], outcomes[n].last.parameters()["0.weight"]));
        filters.back().columns /= filters.back().columns.cwiseAbs().maxCoeff();
    }
    example::draw(s.plot, std::vector{errors});
    example::draw(example::beside(s.plot, "filters"), filters, "weight / largest of its network");
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    std::vector<Outcome> outcomes;
    for (const std::string& name : names) outcomes.push_back(train_all(name, s));
    print(outcomes, s);
    example::Results all;
    for (std::size_t n = 0; n < names.size(); ++n) all.add(names[n], results(outcomes[n], s));
    all.write(s.json);
    if (!s.plot.empty()) draw(outcomes, s);
} catch (const std::exception& error) {
    return example::failed(error);
}
