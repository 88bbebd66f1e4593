#pragma once

#include <regula/core/abi.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// The smallest t > 0 with f(t) <= 0, to rounding, for a decreasing function f of t > 0.
///
/// Chandrupatla's method finds it between two powers of 16. The method takes a step of inverse quadratic
/// interpolation if the step is sure to be a good one, and otherwise halves the interval. The result is
/// infinite if f is above 0 up to t = 1e300, and about 1e-300 if f is nowhere above 0.
///
/// Chandrupatla (1997), "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear
/// function without using derivatives".
double root_of_falling(auto&& f) {
    double high = 1, at_high = f(high), low = high, at_low = at_high;
    while (at_high > 0) {
        low = high, at_low = at_high;
        if (high > 1e300) return std::numeric_limits<double>::infinity();
        high *= 16, at_high = f(high);
    }
    while (!(at_low > 0)) {
        high = low, at_high = at_low;
        if (low < 1e-300) return low;
        low /= 16, at_low = f(low);
    }

    // The root is between a and b; c is the previous a or b.
    double a = high, fa = at_high, b = low, fb = at_low, part = 0.5;
    for (int k = 0; k < 200; ++k) {
        const double x = a + part * (b - a), fx = f(x);
        double c = b, fc = fb;
        if ((fx > 0) == (fa > 0))
            c = a, fc = fa;
        else
            b = a, fb = fa;
        a = x, fa = fx;
        const double smallest = std::numeric_limits<double>::epsilon() * std::abs(a) / std::abs(b - a);
        if (smallest > 0.5 || fa == 0) break;
        const double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
        const bool good = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
        part = !good ? 0.5
                     : fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
        part = std::min(std::max(part, smallest), 1 - smallest);
    }
    return fa > 0 ? b : a;
}

}  // namespace regula::inline REGULA_ABI
