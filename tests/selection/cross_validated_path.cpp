#include <regula/selection/cross_validated_path.hpp>

#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::selection_cross_validated_path {

/// Features of different units, of which the second and the fourth matter.
Dataset<double> of_units() {
    Dataset<double> data{.inputs = test::drawn(1, 5, 70), .targets = test::drawn(2, 1, 70)};
    data.targets += 2 * data.inputs.row(1) - data.inputs.row(3);
    data.inputs = Vector<double>{{1, 100, 0.01, 3, 1}}.asDiagonal() * data.inputs;
    data.inputs.array() += 0.7;
    return data;
}

Dataset<double> of_classes() {
    Dataset<double> data = of_units();
    data.labels = (data.targets.row(0).transpose().array() > 0.3).cast<int>();
    data.targets.resize(0, 0);
    return data;
}

TEST_CASE("one call does as standardizing, tracing and cross-validating by hand, in units of the features") {
    const Dataset<double> data = of_units();
    const SquaredError loss;
    const auto found = cross_validated_path(data, loss, L1{}, {.strengths = 30, .folds = 5, .key = Key{7}});

    Dataset<double> scaled = data;
    const auto scale = Standardize<double>::fit(data);
    scale.apply(scaled);
    const auto penalties = along(L1{}, log_spaced(strength_max(scaled, loss, L1{}), 1e-4, 30));
    const auto path = trace_until(PathLimits{}, scaled, loss, penalties);
    REQUIRE(found.path.size() == path.size());
    REQUIRE(path.size() < 30);  // the limits end it
    const std::vector<L1> reached(penalties.begin(), penalties.begin() + std::ssize(path));
    const auto judged = cross_validate(data, k_folds(70, 5, Key{7}), std::ssize(path),
                                       standardized(path_score(loss, reached)));
    CHECK(found.validation.errors == judged.errors);
    CHECK(found.path.front().fit.support() == 0);
    for (const std::size_t i : {std::size_t{3}, path.size() - 1}) {
        CHECK(found.path[i].penalty.strength == path[i].penalty.strength);
        const Matrix<double> y = path[i].fit.predict(scaled.inputs);
        CHECK((found.path[i].fit.predict(data.inputs) - y).cwiseAbs().maxCoeff() < 1e-12);
    }
    CHECK(&found.best() == &found.path[static_cast<std::size_t>(judged.best)]);
    CHECK(&found.one_standard_error() == &found.path[static_cast<std::size_t>(judged.one_standard_error)]);
    CHECK(found.one_standard_error().penalty.strength > found.best().penalty.strength);
    CHECK(found.predict(data.inputs) == found.best().fit.predict(data.inputs));
    CHECK(std::abs(found.best().fit.weights(1, 0) - 0.02) < 0.005);

    // other units of the features change nothing
    Dataset<double> others = data;
    others.inputs.row(2) *= 1024;
    const auto again = cross_validated_path(others, loss, L1{}, {.strengths = 30, .folds = 5, .key = Key{7}});
    CHECK((again.validation.errors - found.validation.errors).cwiseAbs().maxCoeff() < 1e-10);
    CHECK((again.predict(others.inputs) - found.predict(data.inputs)).cwiseAbs().maxCoeff() < 1e-8);

    // features as they are, with folds of one's own
    const Folds own = k_folds(70, 3, Key{8});
    const auto unscaled = cross_validated_path(
        data, loss, L1{}, {.strengths = 10, .ratio = 0.1, .own_folds = own, .standardize = false});
    const auto most = strength_max(data, loss, L1{});
    CHECK(unscaled.path[4].penalty.strength == log_spaced(most, 0.1, 10)[4]);
    CHECK((unscaled.path[4].fit.weights -
           trace(data, loss, along(L1{}, log_spaced(most, 0.1, 10)))[4].fit.weights)
              .cwiseAbs()
              .maxCoeff() < 1e-9);
    CHECK(unscaled.validation.errors.cols() == 3);
}

TEST_CASE("one call judges by a measure, takes other penalties, and has the same bits on any threads") {
    const Dataset<double> data = of_classes();
    const PathSettings settings{.strengths = 12, .folds = 4};
    const auto alone = cross_validated_path(data, Logistic{}, ElasticNet{1, 0.7}, settings, RankingError{}),
               together = cross_validated_path(data, Logistic{}, ElasticNet{1, 0.7}, settings, RankingError{},
                                               Threads{3});
    CHECK(alone.validation.errors == together.validation.errors);
    CHECK(alone.best().fit.weights == together.best().fit.weights);
    CHECK(alone.validation.best == together.validation.best);
    CHECK(alone.validation.errors.minCoeff() < 0.2);
    CHECK(alone.path[3].penalty.l1_ratio == 0.7);
    const auto by_loss = cross_validated_path(data, Logistic{}, ElasticNet{1, 0.7}, settings, Threads{2});
    CHECK(by_loss.best().fit.certificate.converged);
    CHECK(by_loss.validation.mean[0] > by_loss.validation.mean[by_loss.validation.best]);

    // ridge has no largest strength: the path starts where glmnet's does
    Dataset<double> numbers = of_units();
    const auto ridge_path = cross_validated_path(numbers, SquaredError{}, L2{}, settings);
    Standardize<double>::fit(numbers).apply(numbers);
    CHECK(std::abs(ridge_path.path[0].penalty.strength / strength_max(numbers, SquaredError{}, L1{}) - 1000) <
          1e-9);
}

TEST_CASE("one call with weights is that with repeated samples") {
    Dataset<double> data = of_units();
    data.sample_weights = Vector<double>::Ones(70);
    data.sample_weights[3] = 0;
    data.sample_weights[8] = 2;
    std::vector<Index> repeats;
    Folds folds(2), repeated_folds(2);
    for (Index j = 0; j < 70; ++j) {
        folds[static_cast<std::size_t>(j % 2)].push_back(j);
        for (int n = 0; n < data.sample_weights[j]; ++n) {
            repeated_folds[static_cast<std::size_t>(j % 2)].push_back(std::ssize(repeats));
            repeats.push_back(j);
        }
    }
    Dataset<double> repeated = subset(data, repeats);
    repeated.sample_weights.resize(0);
    PathSettings settings{.strengths = 15, .own_folds = folds, .options = {.tolerance = 1e-13}};
    const auto a = cross_validated_path(data, SquaredError{}, L1{}, settings);
    settings.own_folds = repeated_folds;
    const auto b = cross_validated_path(repeated, SquaredError{}, L1{}, settings);
    CHECK((a.validation.errors - b.validation.errors).cwiseAbs().maxCoeff() < 1e-9);
    CHECK((a.predict(data.inputs) - b.predict(data.inputs)).cwiseAbs().maxCoeff() < 1e-8);
}

TEST_CASE("one call refuses settings out of range and targets that no feature explains") {
    Dataset<double> data = of_units();
    const auto with = [&](const PathSettings& settings) {
        return cross_validated_path(data, SquaredError{}, L1{}, settings);
    };
    CHECK_THROWS_WITH(with({.strengths = 1}), "PathSettings: strengths must be >= 2, got 1");
    CHECK_THROWS_WITH(with({.ratio = 1}), "PathSettings: ratio must be in (0, 1), or 0, got 1");
    CHECK_THROWS_WITH(with({.folds = 1}),
                      "k_folds: the number of folds must lie in 2 ... 70 (the samples), got 1");
    CHECK_THROWS_WITH(with({.options = {.intercept = false}}),
                      "PathSettings: needs an intercept; trace fits without one");
    CHECK_THROWS_WITH(with({.options = {.penalty_factors = Vector<double>::Ones(5)}}),
                      "PathSettings: takes no penalty factors, got 5 of them; trace takes them");
    CHECK_THROWS_WITH(with({.options = {.sample_weights = Vector<double>::Ones(70)}}),
                      "PathSettings: the data have the sample weights, got 70 of the options");
    CHECK_THROWS_WITH(with({.options = {.upper = Vector<double>::Constant(1, 2)}}),
                      "PathSettings: where features are standardized, takes bounds of 0 and infinity alone");
    CHECK((with({.options = {.lower = Vector<double>::Zero(1)}}).best().fit.weights.array() >= 0).all());
    data.targets.setConstant(2);
    CHECK_THROWS_WITH(with({}),
                      "cross_validated_path: all weights are zero at any strength: no feature tells "
                      "of the targets");
    data.inputs(0, 0) = std::nan("");
    CHECK_THROWS_WITH(with({}),
                      "cross_validated_path: every input must be finite, got nan at row 0 of sample 0");
}

}  // namespace tests::selection_cross_validated_path
