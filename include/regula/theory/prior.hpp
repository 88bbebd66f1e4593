#pragma once

#include <regula/core/error.hpp>

#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI::theory {

/// The penalty equivalent to a prior on the weights, for targets with noise N(0, s^2) and the mean squared
/// error over m samples: the minimum of J(w) + penalty has the largest posterior probability (MAP).
///
///     w_i ~ N(0, t^2)           L2{s^2 / (m t^2)}     against the sum over the samples s^2 / t^2
///     p(w_i) = exp(-|w_i|/b)/2b   L1{s^2 / (m b)}
///
/// Goodfellow, Bengio and Courville, Deep Learning, sections 5.6.1 and 7.1.2.
inline double gaussian_prior_strength(double noise_variance, double prior_variance, Index samples) {
    return noise_variance / (static_cast<double>(samples) * prior_variance);
}
inline double laplace_prior_strength(double noise_variance, double prior_scale, Index samples) {
    return noise_variance / (static_cast<double>(samples) * prior_scale);
}

/// The log density of N(0, I/a):     -a/2 |w|^2 + n/2 log(a / 2 pi)
inline double log_gaussian_prior(const Vector<double>& w, double a) {
    return -a / 2 * w.squaredNorm() +
           static_cast<double>(w.size()) / 2 * std::log(a / (2 * std::numbers::pi));
}

/// The log density of independent Laplace variables:     -a |w|_1 + n log a - n log 2
inline double log_laplace_prior(const Vector<double>& w, double a) {
    return -a * w.lpNorm<1>() + static_cast<double>(w.size()) * std::log(a / 2);
}

}  // namespace regula::inline REGULA_ABI::theory
