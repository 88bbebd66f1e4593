#pragma once

#include <regula/ensemble/ensemble_error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

using regula::ensemble_error;

/// The expected share of n samples in a bootstrap sample of them:     1 - (1 - 1/n)^n
///
/// It falls to 1 - 1/e = 0.632 as n grows.
inline double bootstrap_fraction(double samples) {
    require(samples >= 1, "bootstrap_fraction: samples must be >= 1, got ", samples);
    return -std::expm1(samples * std::log1p(-1 / samples));
}

}  // namespace regula::inline REGULA_ABI::theory
