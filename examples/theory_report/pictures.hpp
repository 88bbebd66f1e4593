#pragma once

#include <regula/gate/dropout.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/theory/claims/network_approximation.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/contour.hpp>
#include <regula/theory/given_gains.hpp>
#include <regula/theory/label_smoothing.hpp>
#include <regula/theory/masks.hpp>
#include <regula/theory/pseudoinverse.hpp>
#include <regula/theory/shrinkage_gap.hpp>
#include <regula/theory/spectrum.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "support/plot.hpp"
#include "support/table.hpp"
#include "theory_report/report.hpp"

namespace example {

/// The pictures train as the claims do: in one unit with them, the loop is compiled once for both.
namespace pictures {

using namespace regula;
using namespace regula::theory;

std::vector<double> numbers(const auto& values) { return {values.begin(), values.end()}; }

inline Series line(std::string name, const Matrix<double>& points, int colour, bool dashed = false) {
    return {std::move(name), numbers(points.row(0)), numbers(points.row(1)), colour, dashed};
}
inline Series dots(std::string name, const Matrix<double>& points, int colour) {
    return {std::move(name), numbers(points.row(0)), numbers(points.row(1)), colour, false, true};
}
Series line(std::string name, const std::vector<double>& x, auto&& f, int colour, bool dashed = false) {
    Series series{std::move(name), x, {}, colour, dashed};
    for (const double at : x) series.y.push_back(f(at));
    return series;
}
Series dots(std::string name, const std::vector<double>& x, auto&& f, int colour) {
    Series series = line(std::move(name), x, f, colour);
    series.points = true;
    return series;
}

inline std::vector<double> evenly(double low, double high, int count) {
    std::vector<double> all;
    for (int k = 0; k < count; ++k) all.push_back(low + (high - low) * k / (count - 1));
    return all;
}
inline std::vector<double> by_factors(double low, double high, int count) {
    std::vector<double> all = evenly(std::log(low), std::log(high), count);
    for (double& x : all) x = std::exp(x);
    return all;
}

/// Where training a function from 0 ends, under a policy or none.
Vector<double> trained(const Quadratic& q, const Sgd& sgd, auto... policies) {
    return theory::trained(q, q.size(), sgd, policies...);
}

/// A valley of two weights, flat along the first and steep along the second, and its level lines, of which
/// the third runs through w.
inline Quadratic valley() { return {Matrix<double>{{0.3, 0.15}, {0.15, 1.5}}, Vector<double>{{1.6, 1}}}; }

inline std::vector<Series> level_lines(const Quadratic& q, const Vector<double>& w) {
    std::vector<Series> all;
    for (const double share : {0.1, 0.4, 1.0, 2.0})
        all.push_back(line(all.empty() ? "J(w)" : "", contour(q, share * q.value(w)), 5));
    all.push_back(dots("w*", q.minimum, 3));
    return all;
}

Matrix<double> trained_under(const Quadratic& q, auto penalty, const std::vector<double>& strengths) {
    Matrix<double> ends(2, static_cast<Index>(strengths.size()));
    for (Index k = 0; k < ends.cols(); ++k) {
        penalty.strength = strengths[static_cast<std::size_t>(k)];
        ends.col(k) = trained(q, Sgd{.learning_rate = 0.5, .epochs = 500}, penalty);
    }
    return ends;
}

inline void draw_weight_decay(const std::string& path) {
    const Quadratic q = valley();
    const Vector<double> w = weight_decay_minimum(q, 0.4);
    Plot plot{.title = "Weight decay", .x_label = "w1", .y_label = "w2", .series = level_lines(q, w)};
    plot.equal_axes = true;
    plot.series.push_back(line(
        "|w|", contour({Matrix<double>::Identity(2, 2), Vector<double>::Zero(2)}, w.squaredNorm() / 2), 4));
    plot.series.push_back(line("w~(a), formula", weight_decay_path(q, by_factors(1e-3, 1e3, 80)), 0));
    plot.series.push_back(dots("trained", trained_under(q, L2{}, {0.05, 0.1, 0.2, 0.4, 0.8, 1.6}), 1));
    draw(path, std::vector{plot});
}

inline void draw_lasso(const std::string& path) {
    const Quadratic q = valley();
    const double most = (q.hessian * q.minimum).cwiseAbs().maxCoeff();
    const Vector<double> w = lasso_minimum(q, 0.7).w;
    Plot plot{.title = "L1", .x_label = "w1", .y_label = "w2", .series = level_lines(q, w)};
    plot.equal_axes = true;
    const double r = w.lpNorm<1>();
    plot.series.push_back(line("|w|_1", Matrix<double>{{r, 0, -r, 0, r}, {0, r, 0, -r, 0}}, 4));
    plot.series.push_back(line("w~(a), formula", lasso_path(q, evenly(0, most, 80)), 0));
    plot.series.push_back(dots("trained", trained_under(q, L1{}, {0.1, 0.2, 0.3, 0.5, 0.7, 1.2}), 1));
    draw(path, std::vector{plot});
}

inline void draw_early_stopping(const std::string& path) {
    const Quadratic q = valley();
    const double rate = 0.1;
    const Spectrum spectrum{q};
    Matrix<double> formula(2, 200), stopped(2, 8);
    for (int k = 0; k < 200; ++k) formula.col(k) = spectrum.early_stopping(rate, k);
    for (int k = 0; k < 8; ++k) stopped.col(k) = trained(q, Sgd{.learning_rate = rate, .epochs = 1 << k});
    Plot plot{.title = "Early stopping",
              .x_label = "w1",
              .y_label = "w2",
              .series = level_lines(q, spectrum.early_stopping(rate, 16))};
    plot.equal_axes = true;
    plot.series.push_back(line("after t steps, formula", formula, 0));
    plot.series.push_back(dots("trained, t = 1, 2, 4, ... 128", stopped, 1));
    plot.series.push_back(
        line("weight decay, all a", weight_decay_path(q, by_factors(1e-3, 1e3, 80)), 2, true));
    draw(path, std::vector{plot});
}

inline void draw_shrinkage(const std::string& path) {
    const double rate = 0.01;
    const int steps = 100;
    const double a = equivalent_strength(rate, steps);  // 1, so that x = rate steps l = l
    const std::vector<double> x = by_factors(0.02, 50, 120), few = by_factors(0.02, 50, 14);
    Quadratic q;
    q.minimum.setOnes(14);
    q.hessian = Eigen::Map<const Vector<double>>(few.data(), 14).asDiagonal();
    const auto ends = [&](std::string name, const Vector<double>& w, int colour) {
        return Series{std::move(name), few, numbers(w), colour, false, true};
    };
    Plot factors{.title = "What is left of a weight (points: trained)",
                 .x_label = "eigenvalue x learning rate x steps",
                 .y_label = "share left, w~ / w*",
                 .log_x = true};
    factors.series = {
        line(
            "weight decay, l / (l + a)", x, [&](double l) { return l / (l + a); }, 0),
        ends("", trained(q, Sgd{.learning_rate = 0.02, .epochs = 3000}, L2{a}), 0),
        line(
            "early stopping, 1 - (1 - rate l)^t", x, [&](double l) { return progress(l, rate, steps); }, 1),
        ends("", trained(q, Sgd{.learning_rate = rate, .epochs = steps}), 1)};
    const Largest difference = largest_shrinkage_difference(), ratio = largest_shrinkage_ratio();
    Plot gap{.title = "Early stopping against weight decay",
             .x_label = factors.x_label,
             .y_label = "difference, ratio - 1",
             .log_x = true};
    gap.series = {
        line(
            "difference, at most " + number(difference.value), x,
            [](double l) { return left_by_early_stopping(l) - left_by_weight_decay(l); }, 2),
        line(
            "ratio - 1, at most " + number(ratio.value - 1), x,
            [](double l) { return left_by_early_stopping(l) / left_by_weight_decay(l) - 1; }, 3),
        dots("", Matrix<double>{{difference.at, ratio.at}, {difference.value, ratio.value - 1}}, 3)};
    draw(path, std::vector{factors, gap});
}

inline void draw_soft_threshold(const std::string& path) {
    const double h = 2, a = 1;
    const std::vector<double> all = evenly(-2, 2, 161), few = evenly(-2, 2, 21);
    Quadratic q{h * Matrix<double>::Identity(21, 21), Eigen::Map<const Vector<double>>(few.data(), 21)};
    const auto ends = [&](auto penalty, int colour) {
        const Vector<double> w = trained(q, Sgd{.learning_rate = 0.2, .epochs = 300}, penalty);
        return Series{"", few, numbers(w), colour, false, true};
    };
    Plot plot{.title = "Soft threshold and shrinkage (points: trained)", .x_label = "w*", .y_label = "w~"};
    plot.series = {line(
                       "without penalty", all, [](double w) { return w; }, 2, true),
                   line(
                       "L1, S(w*, a / H)", all, [&](double w) { return soft_threshold(w, a / h); }, 0),
                   ends(L1{a}, 0),
                   line(
                       "L2, H w* / (H + a)", all, [&](double w) { return h * w / (h + a); }, 1),
                   ends(L2{a}, 1)};
    draw(path, std::vector{plot});
}

inline void draw_bias_and_variance(const std::string& path, Key key) {
    const Index p = 8, m = 20;
    const double noise = 1.5;
    const int repetitions = 1000;
    Dataset<double> data{.inputs = Matrix<double>(p, m), .targets = Matrix<double>(1, m)};
    fill_normal(key.stream("inputs"), data.inputs, 1.0);
    for (Index i = 1; i < p; ++i)  // neighbours are alike, so that some directions are badly determined
        data.inputs.row(i) = 0.8 * data.inputs.row(i - 1) + 0.6 * data.inputs.row(i);
    Vector<double> truth(p);
    fill_normal(key.stream("weights"), truth, 1.0);
    const Spectrum spectrum{{data.inputs * data.inputs.transpose() / static_cast<double>(m), truth}};
    const Vector<double>& l = spectrum.eigenvalues();
    const auto bias = [&](double a) { return (spectrum.weight_decay_minimum(a) - truth).squaredNorm(); };
    const auto variance = [&](double a) {
        return noise * noise / static_cast<double>(m) * (l.array() / (l.array() + a).square()).sum();
    };
    const auto sum = [&](double a) { return bias(a) + variance(a); };

    const std::vector<double> few = by_factors(1e-3, 10, 13);
    Series biases{"", few, {}, 0, false, true}, variances{"", few, {}, 1, false, true},
        sums{"", few, {}, 2, false, true};
    for (const double a : few) {
        Vector<double> mean = Vector<double>::Zero(p);
        double squares = 0, errors = 0;
        for (int r = 0; r < repetitions; ++r) {
            data.targets = truth.transpose() * data.inputs;
            add_normal(key.stream("noise")[static_cast<std::uint64_t>(r)], data.targets, noise);
            const Vector<double> w = ridge(data, a);
            mean += w / repetitions;
            squares += w.squaredNorm() / repetitions;
            errors += (w - truth).squaredNorm() / repetitions;
        }
        biases.y.push_back((mean - truth).squaredNorm());
        variances.y.push_back(squares - mean.squaredNorm());
        sums.y.push_back(errors);
    }
    const std::vector<double> x = by_factors(1e-3, 10, 100);
    Plot plot{.title = "Bias and variance of ridge regression (points: measured)",
              .x_label = "a",
              .y_label = "squared error of w",
              .log_x = true};
    plot.series = {line("bias, squared", x, bias, 0), biases, line("variance", x, variance, 1), variances,
                   line("both", x, sum, 2),           sums};
    draw(path, std::vector{plot});
}

inline void draw_label_smoothing(const std::string& path) {
    const int classes = 10, steps = 30000;
    const double e = 0.1, rate = 2;
    const auto curve = [&](std::string name, double right, double wrong, int colour) {
        Series series{std::move(name), {}, {}, colour};
        Matrix<double> target = Matrix<double>::Constant(classes, 1, wrong), scores, g;
        target(0, 0) = right;
        scores.setZero(classes, 1);
        double next = 1;
        for (int t = 1; t <= steps; ++t) {
            SoftmaxCrossEntropy{}.gradient(scores, target, g);
            scores -= rate * g;
            if (t < next) continue;
            series.x.push_back(t), series.y.push_back(scores(0, 0) - scores(1, 0));
            next = 1.15 * t;
        }
        return series;
    };
    const std::vector<double> ends{1, steps};
    const SmoothLabel book = smoothed_over_others(classes, e), common = smoothed_over_all(classes, e);
    Plot plot{.title = "Hard and smoothed labels",
              .x_label = "steps",
              .y_label = "gap between two scores",
              .log_x = true};
    plot.series = {
        curve("hard labels", 1, 0, 2), curve("1 - e, others e / (k - 1)", book.right, book.wrong, 0),
        line(
            "predicted, " + number(book.gap(), 5), ends, [&](double) { return book.gap(); }, 0, true),
        curve("1 - e + e / k, others e / k", common.right, common.wrong, 1),
        line(
            "predicted, " + number(common.gap(), 5), ends, [&](double) { return common.gap(); }, 1, true)};
    draw(path, std::vector{plot});
}

/// The chance of class 0 along a line through the inputs, by single masks, by both means, and without masks.
Plot mean_plot(std::string title, const Network<double>& net, Index units, auto place, Key key) {
    const double p = 0.5;
    const auto at = evenly(-3, 3, 31);
    Matrix<double> along(net.features(), 1), base(net.features(), 1);
    fill_normal(key.stream("line"), along), fill_normal(key.stream("base"), base);
    Matrix<double> x(net.features(), 31);
    for (Index j = 0; j < 31; ++j) x.col(j) = 0.5 * base + at[static_cast<std::size_t>(j)] * along;
    const auto scores = [&](const Matrix<double>& mask) {
        return net.predict(x, Key{0}, on(place, GivenGains::kept(mask, p)));
    };
    const auto curve = [&](std::string name, const Matrix<double>& chances, int colour, bool dashed = false) {
        return Series{std::move(name), at, numbers(chances.row(0)), colour, dashed};
    };
    Plot plot{.title = std::move(title), .x_label = "place on a line of inputs", .y_label = "p(class 0)"};
    for (std::uint64_t k = 0; k < 3; ++k) {
        Matrix<double> mask = Matrix<double>::Ones(units, 1);
        Dropout{p}.gate(mask, key.stream("masks")[k]);
        plot.series.push_back(
            curve(k == 0 ? "single masks" : "", log_softmax(scores((1 - p) * mask)).array().exp(), 5, true));
    }
    const MaskEnsemble means = mask_ensemble(units, p, scores);
    plot.series.push_back(curve("arithmetic mean of all masks", means.arithmetic, 1));
    plot.series.push_back(curve("geometric mean", means.geometric, 0));
    Series single = curve("one pass without masks", log_softmax(net.predict(x)).array().exp(), 2);
    single.points = true;
    plot.series.push_back(single);
    return plot;
}

inline void draw_dropout(const std::string& path, Key key) {
    draw(path, std::vector{mean_plot("Softmax regression", mlp<double>({10, 3}, key[1]), 10, inputs, key),
                           mean_plot("Two hidden layers of rectifiers", mlp<double>({10, 8, 8, 3}, key[2]),
                                     10, inputs, key)});
}

inline void draw_network(const std::string& path) {
    Series off{"", {}, {}, 0, false, true}, shift{"", {}, {}, 1, false, true};
    for (const double a : by_factors(1e-6, 1e-2, 9)) {
        const NetworkDecay found = decay_of_network(a);
        off.x.push_back(a), off.y.push_back(found.off);
        shift.x.push_back(a), shift.y.push_back(found.shift);
    }
    const double slope = off.y[0] / off.x[0], pace = shift.y[0] / shift.x[0];
    Plot plot{.title = "A network and its quadratic approximation (points: trained)",
              .x_label = "additional weight decay a",
              .y_label = "relative size",
              .log_y = true,
              .log_x = true};
    plot.series = {line(
                       "shift of the weights, proportional to a", {1e-6, 1e-2},
                       [&](double a) { return pace * a; }, 1, true),
                   shift,
                   line(
                       "error of the predicted shift, proportional to a", {1e-6, 3e-4},
                       [&](double a) { return slope * a; }, 0, true),
                   off};
    draw(path, std::vector{plot});
}

}  // namespace pictures

/// Draws all pictures into a directory, and returns them with the numbers of their sections. The seed is of
/// the data.
inline std::vector<std::pair<std::string, Picture>> draw_chapter(const std::string& directory,
                                                                 std::uint64_t seed) {
    using namespace pictures;
    const Key key{seed};
    const auto file = [&](const char* name) { return directory + "/" + name + ".svg"; };
    draw_weight_decay(file("weight_decay"));
    draw_lasso(file("lasso"));
    draw_soft_threshold(file("soft_threshold"));
    draw_network(file("network"));
    draw_bias_and_variance(file("bias_variance"), key);
    draw_label_smoothing(file("label_smoothing"));
    draw_early_stopping(file("early_stopping"));
    draw_shrinkage(file("shrinkage"));
    draw_dropout(file("dropout"), key);
    return {
        {"7.1",
         {file("weight_decay"), "The path of the minimum under weight decay, by formula and by training",
          "Weight decay moves the minimum from $w^*$ to 0 on a path that gives way first where the valley "
          "is flat. The circle is the set of weights of the length of $\\tilde w(0.4)$; it touches the "
          "level line there."}},
        {"7.1",
         {file("lasso"), "The path of the minimum under L1, by formula and by training",
          "L1 moves the minimum onto an axis. A corner of the diamond $|w|_1 = |\\tilde w(0.7)|_1$ "
          "touches the level line there: the first weight is exactly 0."}},
        {"7.1",
         {file("soft_threshold"), "The soft threshold of L1 and the shrinkage of L2",
          "With a diagonal Hessian, L1 moves each weight by the same amount, or to exactly 0. L2 shrinks all "
          "weights by the same factor and makes no zeros."}},
        {"7.1",
         {file("network"),
          "The movement of a network's weights under weight decay, and the error of its prediction",
          "A 49-8-10 network at a minimum of its loss on digits is trained on with more weight decay. The "
          "quadratic approximation predicts the movement of the weights. Its error, relative to the "
          "movement, is proportional to $a$ while $a$ is small."}},
        {"7.3",
         {file("bias_variance"), "Bias and variance of ridge regression over the strength",
          "Ridge regression trades variance for bias. Lines are the formulas, points the mean of 1000 "
          "sets of targets for each strength."}},
        {"7.5",
         {file("label_smoothing"),
          "The gap between scores over the steps, with hard and with smoothed labels",
          "With hard labels the gap between the scores grows like the logarithm of time. With smoothed "
          "labels it converges, to a value for each of the two conventions; here $e = 0.1$ and there are "
          "10 classes."}},
        {"7.8",
         {file("early_stopping"), "The trajectory of gradient descent beside the path of weight decay",
          "Gradient descent from 0 stays close to the path of weight decay, but leaves it: where the "
          "curvatures differ, no single strength $a$ gives the same weights."}},
        {"7.8",
         {file("shrinkage"), "The shares of a weight that weight decay and early stopping leave",
          "Along each eigenvector weight decay leaves $\\lambda / (\\lambda + a)$ of a weight, and early "
          "stopping $1 - (1 - \\varepsilon \\lambda)^k$. With $a = 1 / (\\varepsilon k)$ they agree for "
          "small $\\lambda$, and the lower picture shows how far they differ elsewhere."}},
        {"7.12",
         {file("dropout"), "Single masks, both means over all masks, and one pass without masks",
          "One pass without masks is the geometric mean of all 1024 masked models, exactly for softmax "
          "regression, and roughly where rectifiers follow the masks."}}};
}

}  // namespace example
