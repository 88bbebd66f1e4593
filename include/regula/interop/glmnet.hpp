#pragma once

#include <regula/core/error.hpp>
#include <regula/penalty/elastic_net.hpp>

#include <cmath>
#include <type_traits>

/// The penalties of R's glmnet for this library's losses, so that the optimum is the same. glmnet
/// standardizes the features unless told standardize = FALSE; Standardize does the same (with 1/m); then
/// divide our weights by the deviations to get those of glmnet. Its intercept is not penalised.
namespace regula::inline REGULA_ABI::glmnet {

/// glmnet(family = "binomial", "multinomial" or "poisson", lambda, alpha), for Logistic, SoftmaxCrossEntropy
/// and PoissonLoss:
///
///     1/m sum of losses + lambda (alpha |w|_1 + (1 - alpha)/2 |w|^2)
inline ElasticNet binomial(double lambda, double alpha = 1) {
    require(lambda >= 0, "glmnet::binomial: lambda must be >= 0, got ", lambda);
    require(alpha >= 0 && alpha <= 1, "glmnet::binomial: alpha must be in [0, 1], got ", alpha);
    return {.strength = lambda, .l1_ratio = alpha};
}

/// glmnet(family = "gaussian", lambda, alpha), for SquaredError. glmnet divides the targets by their
/// deviation s, s^2 = 1/m sum (t - mean)^2, and lambda by it too, solves, and multiplies the weights by s. In
/// the given units that is
///
///     1/(2m) sum (w'x + b - t)^2 + lambda (alpha |w|_1 + (1 - alpha)/(2 s) |w|^2)
///
/// so a lasso agrees with its manual, and the ridge part is 1/s of the documented one. With intercept = FALSE
/// glmnet takes the root mean square for s (since version 4.0), because nothing is centred, but still divides
/// features by their deviations.
inline ElasticNet gaussian(double lambda, double alpha, double deviation_of_targets) {
    require(lambda >= 0, "glmnet::gaussian: lambda must be >= 0, got ", lambda);
    require(alpha >= 0 && alpha <= 1, "glmnet::gaussian: alpha must be in [0, 1], got ", alpha);
    require(deviation_of_targets > 0, "glmnet::gaussian: the deviation of the targets must be > 0, got ",
            deviation_of_targets);
    const double l1 = lambda * alpha, l2 = lambda * (1 - alpha) / deviation_of_targets;
    return {.strength = l1 + l2, .l1_ratio = lambda > 0 ? l1 / (l1 + l2) : 1};
}

/// The same from the targets themselves, of one output, for a model with an intercept or without.
inline ElasticNet gaussian(double lambda, double alpha, const auto& y, bool intercept = true) requires(
    !std::is_arithmetic_v<std::remove_cvref_t<decltype(y)>>) {
    const double mean = intercept ? static_cast<double>(y.template cast<double>().mean()) : 0.0;
    const double square = (y.template cast<double>().array() - mean).square().mean();
    return gaussian(lambda, alpha, std::sqrt(square));
}

/// glmnet(penalty.factor), for CoordinateDescent::penalty_factors: glmnet divides the factors by their mean.
/// Where it excludes a feature (exclude, or a factor of Inf), that one counts as 1 in the mean; leave it out
/// of the data.
template <class = OnUse>
Vector<double> penalty_factors(const Vector<double>& penalty_factor) {
    require(penalty_factor.size() > 0 && penalty_factor.allFinite() && penalty_factor.minCoeff() >= 0,
            "glmnet::penalty_factors: every factor must be finite and >= 0");
    require(penalty_factor.maxCoeff() > 0, "glmnet::penalty_factors: at least one factor must be > 0");
    return penalty_factor / penalty_factor.mean();
}

}  // namespace regula::inline REGULA_ABI::glmnet
