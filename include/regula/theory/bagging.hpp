#pragma once

#include <regula/core/error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// The expected squared error of the mean of k models, whose errors have variance v and covariance c:
///
///     v/k + (k - 1)/k c
///
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.50.
inline double ensemble_error(double variance, double covariance, int members) {
    require(members >= 1, "ensemble_error: members must be >= 1, got ", members);
    return variance / members + (members - 1.0) / members * covariance;
}

/// The share of n samples that a bootstrap sample of them is expected to hold:     1 - (1 - 1/n)^n
///
/// which falls to 1 - 1/e = 0.632 as n grows.
inline double bootstrap_fraction(double samples) {
    require(samples >= 1, "bootstrap_fraction: samples must be >= 1, got ", samples);
    return -std::expm1(samples * std::log1p(-1 / samples));
}

}  // namespace regula::inline REGULA_ABI::theory
