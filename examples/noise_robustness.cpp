// Noise on the pixels of test digits and in the labels of training digits, and six ways of training against
// it.
//
//     examples/run noise_robustness --plot noise.svg
//     examples/run noise_robustness --data DIR --train-size 5000
//
// Of the labels a share is replaced once and for all by other classes; the test digits have the right ones.
// Early stopping looks at digits whose labels are as wrong as those of the others.
#include <regula/augment/cut_mix.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/data/corrupt_labels.hpp>
#include <regula/data/split.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/noise.hpp>
#include <regula/optimize.hpp>
#include <regula/stopping/early_stopping.hpp>

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
    Index train_size = 2000, validation_size = 400, test_size = 2000, units = 256, batch = 50;
    int epochs = 30, patience = 5;
    double learning_rate = 0.1, input_noise = 0.3, dropout = 0.5, smoothing = 0.4, mixup = 8;
    std::vector<Index> wrong{0, 20, 40, 60};
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Tests networks with noisy pixels, and trains them on wrong labels."};
    options.add_picture("--plot", s.plot, "draw the test errors over both kinds of noise");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on");
    options.add("--validation-size", s.validation_size, "more, for early stopping alone");
    options.add("--test-size", s.test_size, "digits to test on");
    options.add("--wrong", s.wrong, "per cent of the labels that are wrong");
    options.group("Training");
    options.add("--units", s.units, "in each of two hidden layers");
    options.add("--epochs", s.epochs, "passes over the data");
    options.add("--batch", s.batch, "digits in a minibatch");
    options.add("--learning-rate", s.learning_rate, "of SGD with momentum 0.5, falling to 0 on a line");
    options.group("Policies");
    options.add("--input-noise", s.input_noise, "standard deviation of Gaussian noise on pixels");
    options.add("--dropout", s.dropout, "probability to drop a hidden unit");
    options.add("--label-smoothing", s.smoothing, "probability given to the other classes");
    options.add("--mixup", s.mixup, "alpha of the beta distribution");
    options.add("--patience", s.patience, "of early stopping, in epochs");
    options.parse(argc, argv);
    for (const Index percent : s.wrong)
        require(percent >= 0 && percent <= 100, "--wrong must be from 0 to 100, got ", percent);
    require(s.validation_size >= 1, "--validation-size must be >= 1, got ", s.validation_size);
    s.json = options.json;
    s.seed = options.seed;
    return s;
}

/// Training digits with a share of wrong labels, the same ones for every network.
Split<float> digits_with_wrong_labels(const Settings& s, const Dataset<float>& right, double share) {
    auto split = random_split(right, s.validation_size, Key{s.seed}.stream("validation"));
    const Key key = Key{s.seed}.stream("wrong labels");
    corrupt_labels(split.train, share, key[0]);
    corrupt_labels(split.held_out, share, key[1]);
    return split;
}

/// Every network begins with the same weights and sees the digits in the same order.
Network<float> train(const Settings& s, const Split<float>& digits, const auto&... policies) {
    auto net = mlp<float>({digits.train.features(), s.units, s.units, 10}, Key{s.seed}.stream("network"));
    fit(net, SoftmaxCrossEntropy{}, digits.train, digits.held_out,
        Sgd{.learning_rate = s.learning_rate,
            .momentum = 0.5,
            .schedule = LinearDecay{static_cast<double>(std::max(1, s.epochs))},
            .epochs = s.epochs,
            .batch_size = s.batch,
            .seed = s.seed},
        policies...);
    return net;
}

/// Calls act(name, network) for a network trained in each way.
void for_each_way(const Settings& s, const Split<float>& digits, auto&& act) {
    act("none", train(s, digits));
    act("noise on inputs", train(s, digits, GaussianNoise{s.input_noise}));
    act("dropout", train(s, digits, Dropout{s.dropout}));
    act("label smoothing", train(s, digits, LabelSmoothing{s.smoothing}));
    act("mixup", train(s, digits, Mixup{s.mixup}));
    act("early stopping", train(s, digits, EarlyStopping{.patience = s.patience}));
}

/// The test errors of all ways over one kind of noise.
struct Errors {
    std::string what;
    std::vector<double> noise = {};
    std::vector<example::Series> ways = {};

    void add(const std::string& way, double at, double error) {
        auto known =
            std::find_if(ways.begin(), ways.end(), [&](const auto& series) { return series.name == way; });
        if (known == ways.end()) known = ways.insert(known, {way, {}, {}, static_cast<int>(ways.size())});
        known->x.push_back(at);
        known->y.push_back(error);
    }

    void print() const {
        std::vector<std::string> header{what};
        for (const double x : noise) header.push_back(example::number(x, 3));
        example::Table table{header};
        for (const auto& way : ways) {
            std::vector<std::string> line{way.name};
            for (const double error : way.y) line.push_back(example::percent(error));
            table.row(line);
        }
        table.print();
        std::cout << "\n";
    }

    example::Results results() const {
        example::Results all;
        for (const auto& way : ways) {
            std::vector<example::Results> points;
            for (std::size_t i = 0; i < way.y.size(); ++i)
                points.push_back(example::Results{}.add("noise", way.x[i]).add("test_error", way.y[i]));
            all.add(way.name, points);
        }
        return all;
    }

    example::Plot plot() const {
        example::Plot drawn{
            .title = "Test error by " + what, .x_label = what, .y_label = "test error (%)", .series = ways};
        for (auto& series : drawn.series)
            for (double& y : series.y) y *= 100;
        return drawn;
    }
};

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    const auto digits = example::digits(s.data, s.train_size + s.validation_size, s.test_size, Key{s.seed});
    const Dataset<float>&right = digits.train, &test = digits.test;

    Errors by_pixels{"standard deviation of noise on test pixels", {0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8}};
    for_each_way(s, digits_with_wrong_labels(s, right, 0), [&](const char* way, const Network<float>& net) {
        std::cerr << way << "\n";
        for (const double stddev : by_pixels.noise) {
            Dataset<float> noisy = test;
            GaussianNoise{stddev}.perturb(noisy.inputs, Key{s.seed}.stream("test noise"));
            by_pixels.add(way, stddev, evaluate(net, SoftmaxCrossEntropy{}, noisy).error);
        }
    });
    by_pixels.print();

    Errors by_labels{"% of training labels that are wrong"};
    for (const Index percent : s.wrong) {
        const double share = 0.01 * static_cast<double>(percent);
        by_labels.noise.push_back(static_cast<double>(percent));
        for_each_way(s, digits_with_wrong_labels(s, right, share),
                     [&](const char* way, const Network<float>& net) {
                         std::cerr << percent << " % of the labels wrong: " << way << "\n";
                         by_labels.add(way, static_cast<double>(percent),
                                       evaluate(net, SoftmaxCrossEntropy{}, test).error);
                     });
    }
    by_labels.print();

    example::Results results;
    results.add("pixels", by_pixels.results()).add("labels", by_labels.results());
    results.write(s.json);
    if (!s.plot.empty()) example::draw(s.plot, std::vector{by_pixels.plot(), by_labels.plot()});
} catch (const std::exception& error) {
    return example::failed(error);
}
