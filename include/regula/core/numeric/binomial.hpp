#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/numeric/gaussian.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The logarithm of P(X >= k) for X ~ Binomial(n, p), with 0 < k <= n and p in (0, 1).
inline double log_binomial_tail(Index k, Index n, double p) {
    const auto size = static_cast<double>(n);
    const auto log_term = [&](double i) {
        return std::lgamma(size + 1) - std::lgamma(i + 1) - std::lgamma(size - i + 1) + i * std::log(p) +
               (size - i) * std::log1p(-p);
    };
    // From its largest term on a sum falls at least as fast as a geometric one: in the tail beyond the mean,
    // or in the rest below it.
    const auto first = static_cast<double>(k), odds = p / (1 - p);
    const bool beyond = first > size * p;
    double sum = 0, term = 1;
    if (beyond) {
        for (double i = first; i <= size && term > 1e-17 * sum; ++i)
            sum += term, term *= (size - i) / (i + 1) * odds;
        return log_term(first) + std::log(sum);
    }
    for (double i = first - 1; i >= 0 && term > 1e-17 * sum; --i)
        sum += term, term *= i / (size - i + 1) / odds;
    return std::log1p(-std::min(1.0, std::exp(log_term(first - 1)) * sum));
}

/// A lower confidence bound of a probability after k successes in n independent trials: the p with
///
///     P(X >= k) = alpha,     X ~ Binomial(n, p);     0 for k = 0
///
/// The true probability is below it in at most a fraction alpha of all experiments. Exact, not asymptotic.
/// Throws std::invalid_argument unless 0 <= k <= n, n >= 1 and 0 < alpha < 1. Clopper and Pearson (1934),
/// "The use of confidence or fiducial limits illustrated in the case of the binomial".
inline double clopper_pearson_lower(Index k, Index n, double alpha) {
    require(n >= 1 && k >= 0 && k <= n, "clopper_pearson_lower: needs 0 <= successes <= trials, got ", k,
            " of ", n);
    require(alpha > 0 && alpha < 1, "clopper_pearson_lower: alpha must be in (0, 1), got ", alpha);
    if (k == 0) return 0;
    double low = 0, high = 1;
    for (int step = 0; step < 200 && high - low > std::numeric_limits<double>::epsilon() * high; ++step) {
        const double p = low + (high - low) / 2;
        if (p <= low || p >= high) break;
        (log_binomial_tail(k, n, p) <= std::log(alpha) ? low : high) = p;
    }
    return low;
}

/// The inverse of normal_distribution: the z with Phi(z) = p; infinite for p = 0 and p = 1. Throws
/// std::invalid_argument unless p is in [0, 1].
inline double normal_quantile(double p) {
    require(p >= 0 && p <= 1, "normal_quantile: needs a probability, got ", p);
    if (p == 0 || p == 1) return p == 0 ? -HUGE_VAL : HUGE_VAL;
    double low = -40, high = 40;
    while (high - low > 1e-15 * std::max(1.0, std::abs(low))) {
        const double z = low + (high - low) / 2;
        if (z <= low || z >= high) break;
        (normal_distribution(z) < p ? low : high) = z;
    }
    return low;
}

}  // namespace regula::inline REGULA_ABI
