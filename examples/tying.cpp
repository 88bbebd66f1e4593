// Tied parameters: test errors of regressions, networks and a hybrid over the strength of the tie.
//
//     examples/run tying --plot tying.svg
//
// Two tasks have few samples each. Without a tie each model learns from its own samples alone; with a strong
// tie both are one model, which is wrong if the tasks differ. The best strength lies between, and it is the
// larger the more the tasks are related. In the hybrid of Lasserre, Bishop and Minka (2006) one model is
// discriminative and learns from labels, the other is generative and learns from all inputs; a strong tie
// makes both the generative model.
#include <regula/layer/dense.hpp>
#include <regula/layer/gaussian_naive_bayes.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <cmath>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    Index samples = 30, features = 20, units = 10, network_samples = 40, labelled = 12, unlabelled = 200;
    int runs = 200, network_runs = 40, iterations = 300;
    double noise = 1, network_noise = 0.3, correlation = 0.5;
    std::string json, plot;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Ties the parameters of two models softly, from independent to shared models."};
    options.add_picture("--plot", s.plot, "draw the test errors over the strength, in three pictures");
    options.group("Two regressions");
    options.add("--samples", s.samples, "of each of two regressions");
    options.add("--features", s.features, "of a regression");
    options.add("--noise", s.noise, "standard deviation in the targets of a regression");
    options.group("Two networks");
    options.add("--network-samples", s.network_samples, "of each of two networks");
    options.add("--units", s.units, "hidden units of a network");
    options.add("--network-noise", s.network_noise, "standard deviation in the targets of a network");
    options.group("Hybrid");
    options.add("--labelled", s.labelled, "samples with a label");
    options.add("--unlabelled", s.unlabelled, "samples without");
    options.add("--correlation", s.correlation, "of the features, which the generative model neglects");
    options.group("All");
    options.add("--runs", s.runs, "draws of the data, of regressions and hybrids");
    options.add("--network-runs", s.network_runs, "draws of the data, of networks");
    options.add("--iterations", s.iterations, "of L-BFGS, at most");
    options.parse(argc, argv);
    require(s.runs >= 2 && s.network_runs >= 2, "--runs and --network-runs must be >= 2, got ", s.runs,
            " and ", s.network_runs);
    require(s.samples >= 1 && s.features >= 1 && s.network_samples >= 1 && s.units >= 1,
            "--samples, --features, --network-samples and --units must be >= 1, got ", s.samples, ", ",
            s.features, ", ", s.network_samples, " and ", s.units);
    require(s.noise >= 0 && s.network_noise >= 0, "--noise and --network-noise must be >= 0, got ", s.noise,
            " and ", s.network_noise);
    require(s.labelled >= 2 && s.unlabelled >= 1, "--labelled must be >= 2 and --unlabelled >= 1, got ",
            s.labelled, " and ", s.unlabelled);
    require(s.correlation >= 0 && s.correlation < 1, "--correlation must be in [0, 1), got ", s.correlation);
    s.json = options.json;
    s.seed = options.seed;
    return s;
}

Matrix<double> normal(Key key, Index rows, Index cols, double stddev = 1) {
    Matrix<double> draws(rows, cols);
    fill_normal(key, draws, stddev);
    return draws;
}

/// Means and standard errors of test errors over the strength.
struct Curve {
    std::string name;
    std::vector<double> strengths, mean, error;

    /// `test_errors(run, strength)` is one test error.
    Curve(std::string named, std::vector<double> at, int runs, const auto& test_errors)
        : name{std::move(named)}, strengths{std::move(at)} {
        Matrix<double> all(runs, static_cast<Index>(strengths.size()));
        for (Index run = 0; run < runs; ++run)
            for (Index k = 0; k < all.cols(); ++k)
                all(run, k) =
                    test_errors(static_cast<std::uint64_t>(run), strengths[static_cast<std::size_t>(k)]);
        for (const auto column : all.colwise()) {
            mean.push_back(column.mean());
            error.push_back((column.array() - column.mean()).matrix().norm() /
                            std::sqrt(static_cast<double>(runs) * (runs - 1.0)));
        }
        std::cerr << name << " done\n";
    }
    std::size_t best() const {
        return static_cast<std::size_t>(std::min_element(mean.begin(), mean.end()) - mean.begin());
    }
};

/// Powers of ten, with `per_decade` steps.
std::vector<double> powers(double from, double to, int per_decade) {
    std::vector<double> all;
    for (double x = std::log10(from); x < std::log10(to) + 1e-9; x += 1.0 / per_decade)
        all.push_back(std::pow(10, x));
    return all;
}

/// The blocks of one network of a NetworkDict.
auto of(const char* network) {
    return parameters.such(
        [name = std::string{network} + "."](const Block& block) { return block.name.starts_with(name); });
}

/// Trains networks "a" and "b", each on its own inputs: those of "a" are the upper half of the rows.
void train_both(NetworkDict<double>& nets, const Dataset<double>& data, const Settings& s, double strength,
                double decay) {
    const auto objective = [&](auto& pass, const auto& batch) {
        const Index half = batch.inputs.rows() / 2;
        const Matrix<double> t = batch.targets;
        pass.add_loss("a", SquaredError{}, nets["a"](pass, pass.constant(batch.inputs.topRows(half))),
                      Matrix<double>{t.row(0)});
        pass.add_loss("b", SquaredError{}, nets["b"](pass, pass.constant(batch.inputs.bottomRows(half))),
                      Matrix<double>{t.row(1)});
    };
    minimize(nets, objective, data, Lbfgs{.tolerance = 1e-6, .max_iterations = s.iterations},
             tie(of("a"), of("b"), L2{strength}), on(weights, L2{decay}));
}

/// Two regressions with weights w + d v and w - d v: the squared distance from the true weights, which is the
/// excess of the test error, as a share of |w|^2.
double regressions(const Settings& s, Key key, double difference, double strength) {
    const Matrix<double> common = normal(key.stream("common"), s.features, 1),
                         own = difference * normal(key.stream("own"), s.features, 1);
    Dataset<double> data{.inputs = normal(key.stream("inputs"), 2 * s.features, s.samples),
                         .targets = normal(key.stream("noise"), 2, s.samples, s.noise)};
    data.targets.row(0) += (common + own).transpose() * data.inputs.topRows(s.features);
    data.targets.row(1) += (common - own).transpose() * data.inputs.bottomRows(s.features);
    const Layer<double> linear = Dense{.units = 1, .initializer = Initializer::zero, .bias = false};
    NetworkDict<double> nets{{{"a", s.features, {linear}}, {"b", s.features, {linear}}}, Key{1}};
    train_both(nets, data, s, strength, 0);
    return ((nets.parameters()["a.0.weight"] - common - own).squaredNorm() +
            (nets.parameters()["b.0.weight"] - common + own).squaredNorm()) /
           (2 * common.squaredNorm());
}

/// Two networks that learn two networks whose weights differ: the mean squared error on other inputs, as a
/// share of the variance of the true outputs.
double networks(const Settings& s, Key key, double difference, double strength) {
    const Index inputs_of_each = 5, tested = 1000;
    const auto architecture = [&](Key drawn) {
        const std::vector<Layer<double>> layers{Dense{.units = s.units, .initializer = Initializer::glorot},
                                                Tanh{}, Dense{1}};
        return NetworkDict<double>{{{"a", inputs_of_each, layers}, {"b", inputs_of_each, layers}}, drawn};
    };
    auto truth = architecture(key.stream("truth")), nets = architecture(key.stream("start"));
    for (auto* model : {&truth, &nets})
        for (const Block& block : model->parameters().blocks())
            if (block.name.starts_with("b."))
                model->parameters()[block] = model->parameters()["a" + block.name.substr(1)];
    truth.parameters().vector() *= 2;
    truth.parameters().vector() += normal(key.stream("own"), truth.parameters().size(), 1, difference);

    const Matrix<double> x = normal(key.stream("inputs"), 2 * inputs_of_each, s.network_samples + tested);
    Matrix<double> t(2, x.cols());
    t.row(0) = truth.predict("a", x.topRows(inputs_of_each));
    t.row(1) = truth.predict("b", x.bottomRows(inputs_of_each));
    const Dataset<double> data{.inputs = x.leftCols(s.network_samples),
                               .targets = t.leftCols(s.network_samples) +
                                          normal(key.stream("noise"), 2, s.network_samples, s.network_noise)};
    train_both(nets, data, s, strength, 1e-3);
    Matrix<double> y(2, tested);
    y.row(0) = nets.predict("a", x.rightCols(tested).topRows(inputs_of_each));
    y.row(1) = nets.predict("b", x.rightCols(tested).bottomRows(inputs_of_each));
    const Matrix<double> expected = t.rightCols(tested);
    const Vector<double> mean = expected.rowwise().mean();
    return (y - expected).squaredNorm() / (expected.colwise() - mean).squaredNorm();
}

/// Samples of two classes with correlated features.
Dataset<double> correlated_classes(const Settings& s, Key key, Index count) {
    Dataset<double> data{.inputs = normal(key, 4, count, std::sqrt(1 - s.correlation)),
                         .labels = Labels(count)};
    data.inputs.rowwise() += normal(key.stream("common"), 1, count, std::sqrt(s.correlation)).row(0);
    for (Index j = 0; j < count; ++j) {
        data.labels[j] = static_cast<int>(j % 2);
        data.inputs.col(j) += (j % 2 == 0 ? 1 : -1) * Vector<double>{{1, 0.6, 0.3, 0}};
    }
    return data;
}

/// The hybrid: -log p(c | x) of the discriminative model on labelled samples, -log p(x) of the generative one
/// on all, and a tie of both. The test error of the discriminative model.
double hybrid(const Settings& s, Key key, double strength) {
    const Dataset<double> labelled = correlated_classes(s, key.stream("labelled"), s.labelled),
                          test = correlated_classes(s, key.stream("test"), 2000);
    Matrix<double> all(4, s.labelled + s.unlabelled);
    all << labelled.inputs, correlated_classes(s, key.stream("unlabelled"), s.unlabelled).inputs;
    NetworkDict<double> nets{
        {{"discriminative", 4, {GaussianNaiveBayes{2}}}, {"generative", 4, {GaussianNaiveBayes{2}}}}, Key{1}};
    for (const char* name : {"discriminative.0.mean", "generative.0.mean"}) {  // the means of the classes
        auto mean = nets.parameters()[name];
        mean.setZero();
        for (Index j = 0; j < s.labelled; ++j)
            mean.col(j % 2) +=
                labelled.inputs.col(j) / std::floor(static_cast<double>(s.labelled + 1 - j % 2) / 2);
    }
    const double per_label = static_cast<double>(all.cols()) / static_cast<double>(s.labelled);
    const auto objective = [&](auto& pass, const auto& batch) {
        const Node scores = nets["discriminative"](pass, pass.input(batch.inputs));
        pass.add_loss("class", SoftmaxCrossEntropy{}, scores, batch.labels);
        pass.add_loss("inputs", MarginalLikelihood{}, nets["generative"](pass, pass.input(all)), all,
                      per_label);
    };
    minimize(nets, objective, labelled, Lbfgs{.tolerance = 1e-6, .max_iterations = s.iterations},
             tie(of("discriminative"), of("generative"), L2{strength}));
    return static_cast<double>(count_errors(nets.predict("discriminative", test.inputs), test.labels)) / 2000;
}

void report(const std::string& what, const std::vector<Curve>& curves, example::Results& results) {
    std::cout << what << "\n";
    std::vector<example::Results> all;
    example::Table table{{"", "weakest tie", "best tie", "at strength", "strongest tie"}};
    for (const Curve& curve : curves) {
        const std::size_t best = curve.best();
        const auto cell = [&](std::size_t k) {
            return example::number(curve.mean[k], 3) + " +- " + example::number(curve.error[k], 1);
        };
        table.row({curve.name, cell(0), cell(best), example::number(curve.strengths[best], 2),
                   cell(curve.mean.size() - 1)});
        std::vector<example::Results> points;
        for (std::size_t k = 0; k < curve.mean.size(); ++k)
            points.push_back(example::Results{}
                                 .add("strength", curve.strengths[k])
                                 .add("test_error", curve.mean[k])
                                 .add("standard_error", curve.error[k]));
        all.push_back(example::Results{}.add("name", curve.name).add("points", points));
    }
    results.add(what, all);
    table.print();
    std::cout << "\n";
}

example::Plot plot_of(const std::string& title, const std::string& unit, const std::vector<Curve>& curves) {
    example::Plot plot{.title = title, .x_label = "strength of the tie", .y_label = unit, .log_x = true};
    for (const Curve& curve : curves)
        plot.series.push_back({.name = curve.name,
                               .x = curve.strengths,
                               .y = curve.mean,
                               .colour = static_cast<int>(plot.series.size()),
                               .errors = curve.error});
    return plot;
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    const Key key{s.seed};
    std::vector<Curve> of_regressions, of_networks, of_hybrid;
    for (const double difference : {0.1, 0.2, 0.35})
        of_regressions.emplace_back("d = " + example::number(difference, 2), powers(1e-3, 1e2, 3), s.runs,
                                    [&](std::uint64_t run, double strength) {
                                        return regressions(s, key.stream("regressions")[run], difference,
                                                           strength);
                                    });
    for (const double difference : {0.05, 0.1, 0.15})
        of_networks.emplace_back("d = " + example::number(difference, 2), powers(1e-4, 10, 2), s.network_runs,
                                 [&](std::uint64_t run, double strength) {
                                     return networks(s, key.stream("networks")[run], difference, strength);
                                 });
    for (const double correlation : {0.0, s.correlation}) {
        Settings with = s;
        with.correlation = correlation;
        of_hybrid.emplace_back("correlation " + example::number(correlation, 2), powers(1e-3, 1e3, 2), s.runs,
                               [&](std::uint64_t run, double strength) {
                                   return hybrid(with, key.stream("hybrid")[run], strength);
                               });
    }
    example::Results results;
    report("two regressions", of_regressions, results);
    report("two networks", of_networks, results);
    report("hybrid", of_hybrid, results);
    results.write(s.json);
    if (s.plot.empty()) return 0;
    const auto draw = [](const std::string& path, const example::Plot& plot) {
        example::draw(path, std::vector{plot});
    };
    draw(s.plot, plot_of("Two regressions, weights w + d v and w - d v", "relative squared error of w",
                         of_regressions));
    draw(example::beside(s.plot, "networks"),
         plot_of("Two networks, weights that differ by noise d", "relative squared test error", of_networks));
    draw(example::beside(s.plot, "hybrid"),
         plot_of("A generative/discriminative hybrid", "test error", of_hybrid));
} catch (const std::exception& error) {
    return example::failed(error);
}
