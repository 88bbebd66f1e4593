#pragma once

#include <regula/selection/relaxed.hpp>
#include <regula/selection/trace.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A path whose penalty is weak on the features that a pilot fit finds important:
///
///     J(w) + sum_j Omega(w_j) / |pilot_j|^power,        w_j = 0 where pilot_j = 0
///
///     const auto path = adaptive_trace(data, SquaredError{}, ridge(data, L2{1}), penalties);
///
/// With a consistent pilot, such as ridge, ordinary least squares or a lasso, the adaptive lasso finds the
/// features of the true model and their weights without bias, as the samples become many. |pilot_j| is the
/// norm over the outputs. The penalty factors have the mean 1, times those of the options. The weights of the
/// points are those of all features.
///
/// Throws std::invalid_argument unless power > 0, for a pilot of other features, or without a nonzero weight,
/// and as trace. Zou (2006), "The adaptive lasso and its oracle properties".
template <class Scalar, LinearLoss Loss, ElementwiseProx P>
std::vector<PathPoint<P>> adaptive_trace(const Dataset<Scalar>& data, const Loss& loss,
                                         const LinearFit& pilot, const std::vector<P>& penalties,
                                         double power = 1, CoordinateDescent options = {}) {
    data.check("adaptive_trace");
    require(power > 0 && std::isfinite(power), "adaptive_trace: power must be > 0, got ", power);
    require(pilot.weights.rows() == data.features(), "adaptive_trace: the pilot has ", pilot.weights.rows(),
            " features, the data ", data.features());
    options.check(data.features(), data.size(), targets_of<Loss>(data).rows());
    const std::vector<Index> features = support_of(pilot);
    require(!features.empty(), "adaptive_trace: all weights of the pilot are zero");
    Vector<double> factors(static_cast<Index>(features.size()));
    for (Index a = 0; a < factors.size(); ++a)
        factors[a] = std::pow(pilot.weights.row(features[static_cast<std::size_t>(a)]).norm(), -power);
    factors /= factors.mean();
    if (options.penalty_factors.size() > 0) factors.array() *= options.penalty_factors(features).array();
    options.penalty_factors = factors;
    options.lower = bounds_of_some(options.lower, features);
    options.upper = bounds_of_some(options.upper, features);
    Dataset<Scalar> chosen = data;
    chosen.inputs = data.inputs(features, Eigen::all);
    chosen.feature_names.clear();
    auto path = trace(chosen, loss, penalties, options);
    for (PathPoint<P>& point : path) {
        const Matrix<double> of_chosen = std::move(point.fit.weights);
        point.fit.weights = Matrix<double>::Zero(data.features(), of_chosen.cols());
        point.fit.weights(features, Eigen::all) = of_chosen;
    }
    return path;
}

}  // namespace regula::inline REGULA_ABI
