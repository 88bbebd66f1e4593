#pragma once

#include <regula/core/policy.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// The depth below the largest entry down to which entries sum to a total: the r > 0 with
///
///     sum_i max(r - d_i, 0) = total,     d_i = depth(w_i) >= 0 how far an entry is below the largest
///
/// The sum is a convex, piecewise linear function of r; Newton's steps from the right, where all entries
/// count, end on its root exactly, after a few passes over the entries and without a sorted copy. As depths
/// count and not the entries, r is exact to rounding of the total, however large the entries are. NaN if a
/// depth is.
///
/// Michelot (1986), "A finite algorithm for finding the projection of a point onto the canonical simplex of
/// R^n"; Condat (2016), "Fast projection onto the simplex and the l1 ball".
double depth_of_sum(const auto& w, double total, auto depth) {
    double reach = std::numeric_limits<double>::infinity(), sum = 0;
    Index count = 0;
    const auto add_up_within_reach = [&] {
        sum = 0, count = 0;
        for (Index j = 0; j < w.cols(); ++j)
            for (Index i = 0; i < w.rows(); ++i) {
                const double d = depth(w(i, j));
                if (!(d >= reach)) sum += d, ++count;  // a NaN counts
            }
    };
    add_up_within_reach();
    for (Index before = count + 1; 0 < count && count < before;) {
        before = count;
        reach = (sum + total) / static_cast<double>(count);
        add_up_within_reach();
    }
    return reach;
}

}  // namespace regula::inline REGULA_ABI
