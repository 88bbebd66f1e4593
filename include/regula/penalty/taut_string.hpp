#pragma once

#include <regula/core/matrix.hpp>

#include <limits>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// x  <-  argmin_u |u - x|^2 / 2 + t sum_i |u_{i+1} - u_i|     for a vector of finite numbers, t >= 0
///
/// The sums of u are a string in a tube of radius t around the sums of x, tied to them at both ends and
/// pulled taut. From where it bent last it goes straight on, with a slope between `low`, for which it touches
/// the bottom of the tube at `at_low`, and `high`, for which it touches the top; when these cross, it bends
/// there. Exact and in place; sums begin anew at each bend, so that rounding does not add up. The time is
/// linear for most vectors and quadratic at worst, as that of Condat (2013), "A direct algorithm for 1-D
/// total variation denoising". The string is that of Davies and Kovac (2001), "Local extremes, runs, strings
/// and multiresolution".
void pull_taut(auto& x, double t) {
    using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double above = 0;  // by how much the sums of x are above the string where it bent last
    for (Index first = 0; first < x.size();) {
        Index end = first, at_low = first, at_high = first;
        double low = -infinity, high = infinity, sum = above;
        for (bool bent = false; !bent && end < x.size();) {
            sum += static_cast<double>(x(end++));
            const double length = static_cast<double>(end - first), radius = end < x.size() ? t : 0;
            if (sum - radius > high * length) {
                bent = true, end = at_high, low = high, above = -t;
            } else if (sum + radius < low * length) {
                bent = true, end = at_low, above = t;
            } else {
                if (sum - radius >= low * length) low = (sum - radius) / length, at_low = end;
                if (sum + radius <= high * length) high = (sum + radius) / length, at_high = end;
            }
        }
        x.segment(first, end - first).setConstant(static_cast<Scalar>(low));
        first = end;
    }
}

}  // namespace regula::inline REGULA_ABI
