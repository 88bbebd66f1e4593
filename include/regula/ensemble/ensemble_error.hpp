#pragma once

#include <regula/core/error.hpp>

namespace regula::inline REGULA_ABI {

/// The expected squared error of the mean of k models, whose errors have variance v and covariance c:
///
///     v/k + (k - 1)/k c
///
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.50.
inline double ensemble_error(double variance, double covariance, int members) {
    require(members >= 1, "ensemble_error: members must be >= 1, got ", members);
    return variance / members + (members - 1.0) / members * covariance;
}

}  // namespace regula::inline REGULA_ABI
