#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The threshold above which entries sum to a total: the s >= from with
///
///     sum_i max(size(w_i) - s, 0) = total
///
/// or `from`, where they sum to no more than that. The sum is a convex, piecewise linear function of s;
/// Newton's steps from the left end on its root exactly, after a few passes over the entries and without a
/// sorted copy. `size` makes a double of an entry. NaN if an entry is.
///
/// Michelot (1986), "A finite algorithm for finding the projection of a point onto the canonical simplex of
/// R^n"; Condat (2016), "Fast projection onto the simplex and the l1 ball".
double threshold_of_sum(const auto& w, double total, double from, auto size) {
    double threshold = from, sum = 0;
    Index count = 0;
    const auto add_up_beyond_threshold = [&] {
        sum = 0, count = 0;
        for (Index j = 0; j < w.cols(); ++j)
            for (Index i = 0; i < w.rows(); ++i) {
                const double x = size(w(i, j));
                if (!(x <= threshold)) sum += x, ++count;  // a NaN counts
            }
    };
    add_up_beyond_threshold();
    for (Index before = count + 1; 0 < count && count < before;) {
        const double next = (sum - total) / static_cast<double>(count);
        if (next <= threshold) break;
        before = count;
        threshold = next;
        add_up_beyond_threshold();
    }
    return threshold;
}

}  // namespace regula::inline REGULA_ABI
