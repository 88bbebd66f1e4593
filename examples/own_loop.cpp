// A training loop of your own: policies are functions on your matrices, each from one header, without our
// optimizer.
//
// Friedman's function of 5 inputs among 50, 300 noisy samples, a hidden layer of 100 units, and a plain loop:
//
//     y = 10 sin(pi x0 x1) + 20 (x2 - 1/2)^2 + 10 x3 + 5 x4
//
// Run bare, it learns the noise. L1 on the first layer makes most weights exactly zero and leaves those of
// the inputs that matter. Max-norm bounds the units, dropout blurs them, early stopping gives back the best
// epoch.
#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"

#include <numbers>

namespace {

using Eigen::MatrixXd, Eigen::RowVectorXd;
using regula::Key;

struct Data {
    MatrixXd x;     // inputs x samples
    RowVectorXd y;  // one a sample, about of variance 1
};

Data friedman(int samples, double noise, Key key) {
    MatrixXd x(50, samples), y(1, samples);
    regula::fill_uniform(key.stream("inputs"), x);
    y = 10 * (std::numbers::pi * x.row(0).cwiseProduct(x.row(1))).array().sin() +
        20 * (x.row(2).array() - 0.5).square() + 10 * x.row(3).array() + 5 * x.row(4).array() - 14.4;
    regula::add_normal(key.stream("noise"), y, noise);
    return {x.array() - 0.5, y / 5};
}

/// Our model: what is trained, and nothing else.
struct Model {
    MatrixXd w1;             // inputs x units
    Eigen::VectorXd b1, w2;  // one a unit
    double b2 = 0;

    void initialize(Eigen::Index inputs, Eigen::Index units, Key key) {
        w1.resize(inputs, units), w2.resize(units), b1.setZero(units);
        regula::fill_normal(key[1], w1, std::sqrt(2.0 / static_cast<double>(inputs)));
        regula::fill_normal(key[2], w2, std::sqrt(1.0 / static_cast<double>(units)));
    }
    MatrixXd units(const MatrixXd& x) const { return ((w1.transpose() * x).colwise() + b1).cwiseMax(0); }
    double error(const Data& data) const {  // the mean square
        const RowVectorXd y = (w2.transpose() * units(data.x)).array() + b2;
        return (y - data.y).squaredNorm() / static_cast<double>(data.y.size());
    }
};

struct Run {
    Model model = {};
    example::Series train = {}, validation = {};
    int best_epoch;
};

Run train(bool regularized, const Data& data, const Data& validation, Key key) {
    const double rate = 0.02;
    const int batch = 20, most_epochs = 600;
    const auto steps = static_cast<int>(data.y.size()) / batch;
    const regula::L1 lasso{.strength = 0.01};
    const regula::MaxNorm max_norm{.radius = 3};
    const regula::Dropout dropout{.drop_probability = 0.1};
    const regula::EarlyStopping stopping{.patience = 60};

    Run run{.best_epoch = most_epochs};
    Model& m = run.model;
    m.initialize(data.x.rows(), 100, key.stream("weights"));
    regula::Record record{.metrics = {{"validation_loss"}}};
    auto watch = stopping.start(m, record);  // remembers the best model; any copyable type is one
    MatrixXd x(data.x.rows(), batch), gain;
    RowVectorXd y(batch);

    for (int epoch = 1; epoch <= most_epochs; ++epoch) {
        for (int step = 0; step < steps; ++step) {
            const Key now = key.stream("steps")[static_cast<std::uint64_t>(epoch * steps + step)];
            for (int j = 0; j < batch; ++j) {
                const auto n = static_cast<std::uint64_t>(data.y.size());
                const auto sample = static_cast<Eigen::Index>(now.below(n, static_cast<std::uint64_t>(j)));
                x.col(j) = data.x.col(sample), y[j] = data.y[sample];
            }

            MatrixXd h = m.units(x);
            gain.setOnes(h.rows(), h.cols());
            if (regularized) dropout.gate(gain, now.stream("dropout"));
            const MatrixXd kept = h.cwiseProduct(gain);
            const RowVectorXd dy = 2.0 / batch * (((m.w2.transpose() * kept).array() + m.b2).matrix() - y);
            const MatrixXd dh = (m.w2 * dy).cwiseProduct(gain).cwiseProduct(h.cwiseSign());
            m.w2 -= rate * (kept * dy.transpose());
            m.b2 -= rate * dy.sum();
            m.w1 -= rate * (x * dh.transpose());
            m.b1 -= rate * dh.rowwise().sum();
            if (regularized) {
                lasso.prox(m.w1, rate);
                max_norm.project(m.w1);
            }
        }
        record.epoch = epoch;
        record.metrics[0].value = m.error(validation);
        run.train.x.push_back(epoch), run.train.y.push_back(m.error(data));
        run.validation.x.push_back(epoch), run.validation.y.push_back(record.metrics[0].value);
        if (regularized && watch.should_stop(m, record)) break;
    }
    if (regularized) {
        watch.finish(m);
        run.best_epoch = watch.best_epoch();
    }
    return run;
}

/// The share of the first layer's weights that are exactly zero.
double zeros(const Model& model) { return (model.w1.array() == 0).cast<double>().mean(); }

/// How much of them, in absolute value, lies on the inputs that matter.
double on_what_matters(const Model& model) {
    return model.w1.topRows(5).cwiseAbs().sum() / model.w1.cwiseAbs().sum();
}

}  // namespace

int main(int argc, char** argv) try {
    example::Options options{"Policies as functions in a hand-written training loop."};
    std::string plot;
    options.add_picture("--plot", plot, "draw learning curves");
    options.parse(argc, argv);
    const Key key{options.seed};
    const Data data = friedman(300, 1, key.stream("train"));
    const Data validation = friedman(300, 1, key.stream("validation"));
    const Data test = friedman(5000, 0, key.stream("test"));  // without noise: 0 is perfect, 1 a constant

    Run bare = train(false, data, validation, key), regularized = train(true, data, validation, key);
    example::Results results;
    results.add("bare_test_error", bare.model.error(test));
    results.add("regularized_test_error", regularized.model.error(test));
    results.add("bare_zero_weights", zeros(bare.model));
    results.add("regularized_zero_weights", zeros(regularized.model));
    results.add("bare_weight_on_what_matters", on_what_matters(bare.model));
    results.add("regularized_weight_on_what_matters", on_what_matters(regularized.model));
    results.add("best_epoch", regularized.best_epoch);
    results.print();
    results.write(options.json);
    if (plot.empty()) return 0;
    bare.validation.name = "bare, validation", bare.train.name = "bare, training";
    regularized.validation.name = "regularized, validation", regularized.train.name = "regularized, training";
    regularized.validation.colour = regularized.train.colour = 1;
    bare.train.dashed = regularized.train.dashed = true;
    example::draw(plot, {{"Friedman's function",
                          "epoch",
                          "mean squared error",
                          {bare.validation, bare.train, regularized.validation, regularized.train}}});
} catch (const std::exception& error) {
    return example::failed(error);
}
