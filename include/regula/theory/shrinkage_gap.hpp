#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// The share of a weight that is left, for small steps, as a function of x = eigenvalue * rate * steps: under
/// early stopping, and under the single strength 1 / (rate steps) that is called equivalent to it:
///
///     1 - exp(-x)     and     x / (1 + x)
inline double left_by_early_stopping(double x) { return -std::expm1(-x); }
inline double left_by_weight_decay(double x) { return x / (1 + x); }

/// The position and value of a function's maximum.
struct Largest {
    double at = 0;
    double value = 0;
};

/// The largest value of a function with one maximum between two bounds, by golden section.
Largest largest(auto&& f, double low, double high) {
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    while (high - low > 1e-9 * (1 + high)) {  // a maximum is flat: its position has half the digits
        const double a = high - ratio * (high - low), b = low + ratio * (high - low);
        (f(a) > f(b) ? high : low) = f(a) > f(b) ? b : a;
    }
    const double at = (low + high) / 2;
    return {at, f(at)};
}

/// The largest difference over all eigenvalues, 0.2036, at x = 2.513, where exp(-x) = (1 + x)^-2.
inline Largest largest_shrinkage_difference() {
    return largest([](double x) { return left_by_early_stopping(x) - left_by_weight_decay(x); }, 0.1, 50);
}

/// The largest ratio over all eigenvalues, 1.2984.
inline Largest largest_shrinkage_ratio() {
    return largest([](double x) { return left_by_early_stopping(x) / left_by_weight_decay(x); }, 0.1, 50);
}

}  // namespace regula::inline REGULA_ABI::theory
