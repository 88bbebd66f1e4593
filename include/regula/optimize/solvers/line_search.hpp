#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// A point on a line of descent: the step, the value there, and the slope along the line.
struct OnLine {
    double step = 0;
    double value = 0;
    double slope = 0;
};

/// Finds a step with sufficient decrease and a small slope, by the Wolfe conditions:
///
///     |slope| <= 0.9 |slope at 0|      and     value <= value at 0 + 1e-4 step * slope at 0
///
/// `at(step)` returns the point there; the last call is at the step returned. Near a minimum, where the
/// values differ by no more than their `rounding`, the slope decides instead: 0.9 slope at 0 <= slope <= -0.8
/// slope at 0. A value that is not finite counts as too far. Returns a point with step 0 if 60 trials fail.
///
/// Hager and Zhang (2005), "A new conjugate gradient method with guaranteed descent and an efficient line
/// search". The bracket is halved, or cut at the minimum estimated from its slopes.
inline OnLine line_search(const OnLine& start, double first, double rounding, auto&& at) {
    OnLine low = start, high{std::numeric_limits<double>::infinity()};
    double step = first;
    for (int trial = 0; trial < 60; ++trial) {
        OnLine now = at(step);
        now.step = step;
        const bool finite = std::isfinite(now.value) && std::isfinite(now.slope);
        const bool lower = now.value <= start.value + 1e-4 * step * start.slope;
        const bool level = now.value <= start.value + rounding && now.slope <= -0.8 * start.slope;
        if (finite && std::abs(now.slope) <= -0.9 * start.slope && (lower || level)) return now;
        if (finite && now.slope < 0 && now.value <= start.value + rounding)
            low = now;
        else
            high = now;
        if (!std::isfinite(high.step)) {
            step *= 4;
            continue;
        }
        const double width = high.step - low.step, cut = low.slope / (low.slope - high.slope);
        const bool tells = finite && high.slope > 0 && trial % 3 != 2;
        step = low.step + (tells ? std::min(0.9, std::max(0.1, cut)) : 0.5) * width;
    }
    return {.step = 0, .value = start.value, .slope = start.slope};
}

}  // namespace regula::inline REGULA_ABI
