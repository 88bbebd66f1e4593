#pragma once

#include <regula/core/error.hpp>

#include <cmath>
#include <concepts>

namespace regula::inline REGULA_ABI {

/// The strength at which a penalty has the same minimum as a constraint with a limit: the Lagrange multiplier
/// of the constraint.
///
///     const double a = strength_for_limit([&](double strength) {
///         return coordinate_descent(data, SquaredError{}, L1{strength}).weights.lpNorm<1>();
///     }, 2.5, strength_max(data, SquaredError{}, L1{}));      // the penalty of L1Ball{2.5}
///
/// `size_at(strength)` is the size of the minimum; it falls as the strength grows. At the result it equals
/// `limit`, to a relative `tolerance`. The result is 0 if the limit holds without a penalty, that is at 1e-12
/// times the largest strength `most`. Throws std::invalid_argument if the minimum is larger than the limit
/// even at `most`. Goodfellow, Bengio and Courville, Deep Learning, section 7.2.
double strength_for_limit(const std::invocable<double> auto& size_at, double limit, double most,
                          double tolerance = 1e-10) {
    require(limit >= 0, "strength_for_limit: limit must be >= 0, got ", limit);
    require(most > 0, "strength_for_limit: most must be > 0, got ", most);
    require(tolerance > 0, "strength_for_limit: tolerance must be > 0, got ", tolerance);
    double high = most, above = static_cast<double>(size_at(high)) - limit;
    require(above <= tolerance * limit, "strength_for_limit: at the strength ", most, " the size is still ",
            above + limit, ", above the limit ", limit);
    double low = high, below = above;
    while (below <= 0) {  // down by factors of ten, until the limit is exceeded
        if (low < 1e-12 * most) return 0;
        high = low, above = below;
        low = low / 10;
        below = static_cast<double>(size_at(low)) - limit;
    }
    // regula falsi with the Illinois rule: the value at an end that stays is halved; bisects every third time
    for (int k = 0; k < 200 && high - low > 1e-15 * high; ++k) {
        const double strength =
            k % 3 == 2 ? std::sqrt(low * high) : low + (high - low) * (below / (below - above));
        const double off = static_cast<double>(size_at(strength)) - limit;
        if (std::abs(off) <= tolerance * limit) return strength;
        if (off > 0) {
            low = strength, below = off, above /= 2;
        } else {
            high = strength, above = off, below /= 2;
        }
    }
    return high;
}

}  // namespace regula::inline REGULA_ABI
