#pragma once

#include <regula/selection/deviance.hpp>
#include <regula/selection/trace.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// What information criteria say of a path: the fit against the number of parameters, without other data.
struct InformationCriteria {
    Vector<double> aic, bic, ebic = {};               ///< of each point of the path
    Index best_aic = 0, best_bic = 0, best_ebic = 0;  ///< the points of least value, the first in a tie
};

/// The Akaike, the Bayes and the extended Bayes information criterion of each point of a path:
///
///     AIC     -2 log L + 2 d                    for prediction, as leaving out one sample
///     BIC     -2 log L + d log n                for finding the features of the true model
///     EBIC    BIC + 2 gamma log C(p, s)         the same with very many features
///
/// d are the degrees of freedom and the intercepts, s the features with a nonzero weight of p. -2 log L is
/// the deviance; for SquaredError, of n samples and k outputs with one unknown variance, n k log(deviance /
/// (n k)). Samples count by the weights of the data. A point whose degrees of freedom are unknown has NaN and
/// is not chosen.
///
/// Throws std::invalid_argument for an empty path, gamma outside of [0, 1], and if no point has a number.
/// Akaike (1974); Schwarz (1978); Chen and Chen (2008), "Extended Bayesian information criteria for model
/// selection with large model spaces"; Zou, Hastie and Tibshirani (2007), for the lasso.
template <class Scalar, LinearLoss Loss, class P>
InformationCriteria information_criteria(const Dataset<Scalar>& data, const Loss& loss,
                                         const std::vector<PathPoint<P>>& path, double gamma = 0.5,
                                         bool intercept = true) {
    require(!path.empty(), "information_criteria: needs a path, got no points");
    require(gamma >= 0 && gamma <= 1, "information_criteria: gamma must be in [0, 1], got ", gamma);
    const auto count = static_cast<Index>(path.size());
    const double n = static_cast<double>(data.size()), p = static_cast<double>(data.features());
    InformationCriteria found{Vector<double>(count), Vector<double>(count), Vector<double>(count)};
    for (Index i = 0; i < count; ++i) {
        const auto& point = path[static_cast<std::size_t>(i)];
        const double k = static_cast<double>(point.fit.weights.cols()),
                     s = static_cast<double>(point.fit.support());
        double misfit = deviance(data, loss, point.fit);
        if constexpr (std::same_as<Loss, SquaredError>) misfit = n * k * std::log(misfit / (n * k));
        const double d = point.degrees_of_freedom + (intercept ? k : 0);
        const double choices = std::lgamma(p + 1) - std::lgamma(s + 1) - std::lgamma(p - s + 1);
        found.aic[i] = misfit + 2 * d;
        found.bic[i] = misfit + d * std::log(n);
        found.ebic[i] = found.bic[i] + 2 * gamma * choices;
    }
    const auto least = [](const Vector<double>& values) {
        Index best = -1;
        for (Index i = 0; i < values.size(); ++i)
            if (!std::isnan(values[i]) && (best < 0 || values[i] < values[best])) best = i;
        require(best >= 0, "information_criteria: the degrees of freedom of all points are unknown");
        return best;
    };
    found.best_aic = least(found.aic), found.best_bic = least(found.bic), found.best_ebic = least(found.ebic);
    return found;
}

/// Mallows' Cp of each point of a path with squared error, |t - y|^2 / variance - n k + 2 d: an estimate of
/// the error in units of the variance of the noise, which is known, or that of the largest model. Throws
/// std::invalid_argument unless it is > 0. Mallows (1973), "Some comments on Cp".
template <class Scalar, class P>
Vector<double> mallows_cp(const Dataset<Scalar>& data, const std::vector<PathPoint<P>>& path, double variance,
                          bool intercept = true) {
    require(variance > 0 && std::isfinite(variance), "mallows_cp: the variance must be > 0, got ", variance);
    Vector<double> cp(static_cast<Index>(path.size()));
    for (Index i = 0; i < cp.size(); ++i) {
        const auto& point = path[static_cast<std::size_t>(i)];
        const double k = static_cast<double>(point.fit.weights.cols());
        cp[i] = deviance(data, SquaredError{}, point.fit) / variance - static_cast<double>(data.size()) * k +
                2 * (point.degrees_of_freedom + (intercept ? k : 0));
    }
    return cp;
}

}  // namespace regula::inline REGULA_ABI
