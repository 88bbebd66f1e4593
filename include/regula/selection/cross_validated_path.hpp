#pragma once

#include <regula/data/standardize.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/selection/cross_validate.hpp>
#include <regula/selection/path_limits.hpp>
#include <regula/selection/scores.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The settings of cross_validated_path; the defaults are those of glmnet.
struct PathSettings {
    int strengths = 100;             ///< evenly in the logarithm, from one at which all weights are zero
    double ratio = 0;                ///< of the last to the first; 0: 1e-4 if samples > features, else 1e-2
    Index folds = 10;                ///< at random, with labels stratified; at most as many as samples
    Key key = Key{1};                ///< of these folds
    Folds own_folds = {};            ///< folds of your own in their place, as of groups of samples
    bool standardize = true;         ///< the penalty sees features in units of their deviations
    PathLimits limits = {};          ///< where the path ends early
    CoordinateDescent options = {};  ///< of the fits

    void check() const {
        require(strengths >= 2, "PathSettings: strengths must be >= 2, got ", strengths);
        require(ratio >= 0 && ratio < 1, "PathSettings: ratio must be in (0, 1), or 0, got ", ratio);
        require(options.intercept, "PathSettings: needs an intercept; trace fits without one");
        require(options.penalty_factors.size() == 0, "PathSettings: takes no penalty factors, got ",
                options.penalty_factors.size(), " of them; trace takes them");
        require(options.sample_weights.size() == 0, "PathSettings: the data have the sample weights, got ",
                options.sample_weights.size(), " of the options");
        require(options.offset.size() == 0,
                "PathSettings: takes no offset, because folds have parts of it, got ", options.offset.rows(),
                " x ", options.offset.cols(), "; trace takes it");
        const auto any_unit = [](double bound) { return bound == 0 || std::isinf(bound); };
        require(!standardize || (std::all_of(options.lower.begin(), options.lower.end(), any_unit) &&
                                 std::all_of(options.upper.begin(), options.upper.end(), any_unit)),
                "PathSettings: where features are standardized, takes bounds of 0 and infinity alone");
        limits.check();
    }
};

/// A path, and the errors of its points on held-out samples.
template <class P>
struct CrossValidatedPath {
    std::vector<PathPoint<P>> path;  ///< fits of all samples, for features in their own units
    CrossValidation validation;      ///< with a candidate for each point

    /// The point of the least error, and the one of the strongest penalty within a standard error of it.
    const PathPoint<P>& best() const { return point(validation.best); }
    const PathPoint<P>& one_standard_error() const { return point(validation.one_standard_error); }

    /// The outputs of the best point, outputs x samples.
    Matrix<double> predict(const auto& x) const { return best().fit.predict(x); }

private:
    const PathPoint<P>& point(Index i) const { return path[static_cast<std::size_t>(i)]; }
};

/// The start of a path: strength_max, or for ridge, which has none, that of an elastic net with 0.001 of L1.
template <class Scalar, LinearLoss Loss, class P>
double first_strength(const Dataset<Scalar>& data, const Loss& loss, const P& penalty) {
    double most = 0;
    if constexpr (std::same_as<P, L2>)
        most = strength_max(data, loss, ElasticNet{.strength = 1, .l1_ratio = 1e-3});
    else
        most = strength_max(data, loss, penalty);
    require(most > 0,
            "cross_validated_path: all weights are zero at any strength: no feature tells of the "
            "targets");
    return most;
}

/// The folds of the settings for some data.
template <class Scalar>
Folds folds_of(const PathSettings& settings, const Dataset<Scalar>& data) {
    if (!settings.own_folds.empty()) return settings.own_folds;
    const Index count = std::min(settings.folds, data.size());
    return data.has_labels() ? stratified_folds(data.labels, count, settings.key)
                             : k_folds(data.size(), count, settings.key);
}

/// Fits a linear model with a penalty of the best strength, in one call.
///
///     const auto found = cross_validated_path(data, SquaredError{}, L1{});        // as cv.glmnet, LassoCV
///     found.best().penalty.strength;
///     found.one_standard_error().fit.weights;
///     found.predict(x);
///
/// It standardizes the features, takes strengths from the largest down, traces the path of all samples, and
/// cross-validates its points. Each fold is standardized by its training samples. The weights and intercepts
/// are those of the features in their own units; the strengths and the objectives of certificates are of the
/// standardized ones. The penalty may be any with a `strength` that trace takes; its own strength is ignored.
///
/// The measure is the loss if none is given, or another one, such as RankingError{}. Folds are tasks of the
/// executor, such as Threads{4}; the result does not depend on it. Samples count by their weights.
///
/// Throws std::invalid_argument for settings out of range, if no feature has to do with the targets, and as
/// strength_max, trace and cross_validate.
/// Friedman, Hastie and Tibshirani (2010), "Regularization paths for generalized linear models via coordinate
/// descent", sections 2.5 and 2.6.
template <class Scalar, LinearLoss Loss, PathPenalty P, Measure M, Executor Where = Threads>
CrossValidatedPath<P> cross_validated_path(const Dataset<Scalar>& data, const Loss& loss, const P& penalty,
                                           const PathSettings& settings, const M& measure,
                                           const Where& executor = {}) {
    data.check("cross_validated_path");
    settings.check();
    Standardize<Scalar> scale{.mean = Vector<double>::Zero(data.features()),
                              .deviation = Vector<double>::Ones(data.features())};
    if (settings.standardize) scale = Standardize<Scalar>::fit(data);
    Dataset<Scalar> scaled = data;
    scale.apply(scaled);
    const double ratio = settings.ratio > 0 ? settings.ratio : data.size() > data.features() ? 1e-4 : 1e-2;
    const auto strengths = log_spaced(first_strength(scaled, loss, penalty), ratio, settings.strengths);

    CrossValidatedPath<P> found{
        trace_until(settings.limits, scaled, loss, along(penalty, strengths), settings.options), {}};
    std::vector<P> reached;
    for (PathPoint<P>& point : found.path) {
        reached.push_back(point.penalty);
        point.fit.weights = scale.deviation.cwiseInverse().asDiagonal() * point.fit.weights;
        point.fit.intercept -= point.fit.weights.transpose() * scale.mean;
    }
    const auto validate_by = [&](const auto& score) {
        return cross_validate(data, folds_of(settings, data), std::ssize(reached), score, executor);
    };
    const auto score = path_score(loss, reached, settings.options, measure);
    found.validation = settings.standardize ? validate_by(standardized(score)) : validate_by(score);
    return found;
}

/// The same by the loss itself.
template <class Scalar, LinearLoss Loss, PathPenalty P, Executor Where = Threads>
CrossValidatedPath<P> cross_validated_path(const Dataset<Scalar>& data, const Loss& loss, const P& penalty,
                                           const PathSettings& settings = {}, const Where& executor = {}) {
    return cross_validated_path(data, loss, penalty, settings, MeanLoss<Loss>{loss}, executor);
}

}  // namespace regula::inline REGULA_ABI
