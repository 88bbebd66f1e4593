#pragma once

#include <regula/core/random/draws.hpp>

namespace regula::inline REGULA_ABI {

/// The logarithm of the n-th draw from the gamma distribution with shape > 0 and scale 1. For small shapes
/// the draws themselves are too small for a double.
/// Marsaglia and Tsang (2000), "A simple method for generating gamma variables".
inline double log_gamma_draw(Key key, std::uint64_t n, double shape) {
    const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (std::uint64_t attempt = 1;; ++attempt) {  // at least 19 of 20 first attempts are accepted
        const double x = key[2 * attempt].normal(n), root = 1 + c * x, v = root * root * root;
        if (root <= 0) continue;
        const double u = 1 - key[2 * attempt + 1].uniform(n);
        if (std::log(u) > x * x / 2 + d * (1 - v + std::log(v))) continue;
        const double boost = shape < 1 ? std::log(1 - key[0].uniform(n)) / shape : 0;
        return std::log(d * v) + boost;
    }
}

/// The n-th draw from the beta distribution, density ~ x^(a - 1) (1 - x)^(b - 1) on [0, 1]; a and b > 0.
inline double beta_draw(Key key, std::uint64_t n, double a, double b) {
    const double x = log_gamma_draw(key.stream("x"), n, a), y = log_gamma_draw(key.stream("y"), n, b);
    return 1 / (1 + std::exp(y - x));
}

}  // namespace regula::inline REGULA_ABI
