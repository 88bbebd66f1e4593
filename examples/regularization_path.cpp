// Follows the weights of a linear model from a strong penalty to a weak one, and chooses by cross-validation.
//
//     examples/run regularization_path --penalty lasso --plot path.svg
//     examples/run regularization_path --data prostate.csv --target lpsa --drop train
//     examples/run regularization_path --data claims.csv --target number --family poisson
//
// Without --data it draws the example of Tibshirani (1996): eight correlated features, three of which matter.
// Weights are of standardized features; the folds of the cross-validation are standardized each by itself.
#include <regula/data/csv.hpp>
#include <regula/data/folds.hpp>
#include <regula/loss.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/mcp.hpp>
#include <regula/selection.hpp>

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
    std::string data, target, family = "gaussian", penalty = "lasso", json, plot;
    std::vector<std::string> drop;
    double delta = 1.345, l1_ratio = 0.5, gamma = 3, ratio = 1e-3;
    int points = 60;
    Index folds = 10, samples = 60;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{
        "Follows the weights of a linear model from a strong penalty to a weak one, and chooses a strength."};
    options.add_picture("--plot", s.plot, "draw the weights, the errors and the degrees of freedom");
    options.group("Data");
    options.add_input("--data", s.data, "CSV file with one header line; without it, data are drawn");
    options.add("--target", s.target, "column to predict");
    options.add("--drop", s.drop, "columns to leave out");
    options.add("--samples", s.samples, "samples to draw");
    options.group("Model");
    options.add("--family", s.family, {"gaussian", "huber", "binomial", "poisson", "gamma"},
                "of the targets");
    options.add("--delta", s.delta, "of huber: residuals beyond it are outliers");
    options.group("Path");
    options.add("--penalty", s.penalty, {"lasso", "ridge", "elastic-net", "mcp"}, "on the weights");
    options.add("--l1-ratio", s.l1_ratio, "of the elastic net");
    options.add("--gamma", s.gamma, "of MCP");
    options.add("--points", s.points, "strengths");
    options.add("--ratio", s.ratio, "the weakest as a share of the strongest");
    options.add("--folds", s.folds, "of the cross-validation");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.data.empty() == s.target.empty(), "--data and --target go together");
    return s;
}

/// Calls act(loss) with the loss of the family.
void with_loss(const Settings& s, const auto& act) {
    if (s.family == "huber") return act(Huber{s.delta});
    if (s.family == "binomial") return act(Logistic{});
    if (s.family == "poisson") return act(PoissonLoss{});
    if (s.family == "gamma") return act(GammaLoss{});
    act(SquaredError{});
}

/// A regression with names.
struct Problem {
    std::vector<std::string> names;
    Dataset<double> data;
};

/// t = w'x + 3 z, w = (3, 1.5, 0, 0, 2, 0, 0, 0), with a correlation of 0.5^|i - j| between the features i
/// and j. Tibshirani (1996), "Regression shrinkage and selection via the lasso", section 7.2. Other families
/// take targets that depend on this one: its sign, an outlier in ten, its exponential of a fifth.
Problem draw(const std::string& family, Index samples, Key key) {
    require(samples >= 4, "--samples must be >= 4, got ", samples);
    const Matrix<double> w{{3, 1.5, 0, 0, 2, 0, 0, 0}};
    Problem drawn;
    Matrix<double>& x = drawn.data.inputs;
    x.resize(8, samples);
    fill_normal(key.stream("inputs"), x);
    for (Index i = 1; i < 8; ++i) x.row(i) = 0.5 * x.row(i - 1) + std::sqrt(0.75) * x.row(i);
    drawn.data.targets = w * x;
    auto& t = drawn.data.targets;
    add_normal(key.stream("noise"), t, 3);
    if (family == "huber")
        for (Index j = 0; j < samples; j += 10) t(0, j) *= 10;
    if (family == "binomial") t = (t.array() > 0).cast<double>().matrix().eval();
    if (family == "poisson") t = (0.2 * t).array().exp().round().matrix().eval();
    if (family == "gamma") t = (0.2 * t).array().exp().matrix().eval();
    for (int i = 1; i <= 8; ++i) drawn.names.push_back("x" + std::to_string(i));
    return drawn;
}

Problem read(const Settings& s) {
    const auto table = read_csv<double>(s.data);
    Problem problem{.names = {}, .data = regression(table, s.target, s.drop)};
    for (const std::string& name : table.columns)
        if (name != s.target && std::find(s.drop.begin(), s.drop.end(), name) == s.drop.end())
            problem.names.push_back(name);
    return problem;
}

/// What is known of a path: one column of weights, and one entry of all else, for each strength.
struct Curve {
    std::vector<double> strengths;
    Matrix<double> weights = {};
    Vector<double> intercepts = {}, degrees_of_freedom = {};
    double worst_gap = 0, worst_residual = 0;
    CrossValidation errors = {};
};

template <class Loss, class P>
Curve follow(const Dataset<double>& data, const Loss& loss, const P& penalty, double strongest, double ratio,
             const Settings& s) {
    Dataset<double> scaled = data;
    Standardize<double>::fit(data).apply(scaled);
    Curve curve{.strengths = log_spaced(strongest, ratio, s.points)};
    const auto penalties = along(penalty, curve.strengths);
    curve.weights.resize(data.features(), s.points);
    curve.intercepts.resize(s.points);
    curve.degrees_of_freedom.resize(s.points);
    Index i = 0;
    for (const auto& point : trace(scaled, loss, penalties)) {
        curve.weights.col(i) = point.fit.weights;
        curve.intercepts[i] = point.fit.intercept[0];
        curve.degrees_of_freedom[i++] = point.degrees_of_freedom;
        curve.worst_gap = std::max(curve.worst_gap, point.fit.certificate.gap);
        if (std::isnan(point.fit.certificate.gap)) curve.worst_gap = point.fit.certificate.gap;
        curve.worst_residual = std::max(curve.worst_residual, point.fit.certificate.residual);
    }
    const Folds folds = k_folds(data.size(), s.folds, Key{s.seed}.stream("folds"));
    curve.errors = cross_validate(data, folds, s.points, standardized(path_score(loss, penalties)));
    curve.errors.mean *= 2;  // losses are half the deviance
    curve.errors.standard_error *= 2;
    return curve;
}

template <class Loss>
Curve follow(const Dataset<double>& data, const Loss& loss, const Settings& s) {
    Dataset<double> scaled = data;
    Standardize<double>::fit(data).apply(scaled);
    const auto strongest = [&](const auto& penalty) { return strength_max(scaled, loss, penalty); };
    const ElasticNet lasso{.strength = 0, .l1_ratio = 1}, net{.strength = 0, .l1_ratio = s.l1_ratio};
    if (s.penalty == "mcp") return follow(data, loss, Mcp{0, s.gamma}, strongest(lasso), s.ratio, s);
    if (s.penalty == "lasso") return follow(data, loss, lasso, strongest(lasso), s.ratio, s);
    if (s.penalty == "elastic-net") return follow(data, loss, net, strongest(net), s.ratio, s);
    // no strength of ridge makes weights zero: it begins where they are hundredths, and has further to go
    const ElasticNet ridge{.strength = 0, .l1_ratio = 0};
    return follow(data, loss, ridge, 100 * strongest(lasso), s.ratio / 100, s);
}

void print(const Problem& problem, const Curve& curve) {
    using example::number;
    const CrossValidation& e = curve.errors;
    example::Table table{{"", "least error", "one standard error"}};
    const auto row = [&](const std::string& name, const auto& value_at) {
        table.row({name, number(value_at(e.best)), number(value_at(e.one_standard_error))});
    };
    row("strength", [&](Index i) { return curve.strengths[static_cast<std::size_t>(i)]; });
    row("cross-validated error", [&](Index i) { return e.mean[i]; });
    row("its standard error", [&](Index i) { return e.standard_error[i]; });
    row("degrees of freedom", [&](Index i) { return curve.degrees_of_freedom[i]; });
    row("intercept", [&](Index i) { return curve.intercepts[i]; });
    for (Index j = 0; j < curve.weights.rows(); ++j)
        row(problem.names[static_cast<std::size_t>(j)],
            [&](Index i) { return curve.weights(j, i) + 0.0; });  // no -0
    std::cout << problem.data.size() << " samples, " << problem.data.features() << " features, "
              << curve.strengths.size() << " strengths; the worst "
              << (std::isnan(curve.worst_gap) ? "violation of optimality is " : "duality gap is ")
              << number(std::isnan(curve.worst_gap) ? curve.worst_residual : curve.worst_gap, 2) << "\n\n"
              << std::flush;
    table.print();
}

example::Results results(const Problem& problem, const Curve& curve, const Settings& s) {
    const auto at = [&](Index i) {
        example::Results point, weights;
        for (Index j = 0; j < curve.weights.rows(); ++j)
            weights.add(problem.names[static_cast<std::size_t>(j)], curve.weights(j, i));
        point.add("strength", curve.strengths[static_cast<std::size_t>(i)]);
        point.add("error", curve.errors.mean[i]).add("standard_error", curve.errors.standard_error[i]);
        point.add("degrees_of_freedom", curve.degrees_of_freedom[i]);
        point.add("intercept", curve.intercepts[i]).add("weights", weights);
        return point;
    };
    std::vector<example::Results> path;
    for (Index i = 0; i < curve.weights.cols(); ++i) path.push_back(at(i));
    example::Results all;
    all.add("family", s.family).add("penalty", s.penalty);
    all.add("worst_gap", curve.worst_gap).add("worst_residual", curve.worst_residual);
    all.add("best", at(curve.errors.best)).add("one_standard_error", at(curve.errors.one_standard_error));
    all.add("path", path);
    return all;
}

void draw(const std::string& path, const Problem& problem, const Curve& curve, const Settings& s) {
    const auto line = [&](const std::string& name, const auto& y, int colour, bool dashed = false) {
        return example::Series{name, curve.strengths, {y.begin(), y.end()}, colour, dashed};
    };
    const CrossValidation& e = curve.errors;
    const auto choice = [&](const std::string& name, Index i) {
        return example::Mark{name, curve.strengths[static_cast<std::size_t>(i)]};
    };
    const std::vector choices{choice("least error", e.best),
                              choice("one standard error", e.one_standard_error)};
    const auto over_strength = [&](const std::string& title, const std::string& y_label) {
        return example::Plot{
            .title = title, .x_label = "strength", .y_label = y_label, .log_x = true, .marks = choices};
    };
    example::Plot weights = over_strength("Weights: " + s.penalty, "weight"),
                  errors = over_strength("Cross-validation",
                                         s.family == "gaussian" ? "mean squared error" : "mean deviance"),
                  freedom = over_strength("Degrees of freedom", "degrees of freedom");
    for (Index j = 0; j < curve.weights.rows(); ++j) {
        const Vector<double> w = curve.weights.row(j).transpose();
        weights.series.push_back(
            line(problem.names[static_cast<std::size_t>(j)], w, static_cast<int>(j), j / 6 % 2 == 1));
    }
    errors.series = {line("held out", e.mean, 0)};
    errors.series.front().errors.assign(e.standard_error.begin(), e.standard_error.end());
    // the errors of strong penalties are far above: with them, the minimum would be flat
    const double least = e.mean[e.best], error = e.standard_error[e.best];
    errors.y_range = {std::max(0.0, least - 3 * error), least + 6 * error};
    if (!curve.degrees_of_freedom.allFinite()) return example::draw(path, std::vector{weights, errors});
    freedom.series = {line("", curve.degrees_of_freedom, 0)};
    freedom.series.front().points = freedom.series.front().filled =
        true;  // nothing is known between strengths
    example::draw(path, std::vector{weights, errors, freedom});
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings settings = parse(argc, argv);
    const Problem problem =
        settings.data.empty() ? draw(settings.family, settings.samples, Key{settings.seed}) : read(settings);
    Curve curve;
    with_loss(settings, [&](const auto& loss) { curve = follow(problem.data, loss, settings); });
    print(problem, curve);
    results(problem, curve, settings).write(settings.json);
    if (!settings.plot.empty()) draw(settings.plot, problem, curve, settings);
} catch (const std::exception& error) {
    return example::failed(error);
}
