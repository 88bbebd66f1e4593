#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The L1 ball: the absolute weights of a block sum to no more than `radius`, so that many are exactly zero.
///
///     project     w  <-  sign(w) max(|w| - s, 0),     s such that |w|_1 = radius if it was above
///
/// The threshold s is the root of a convex, piecewise linear function; Newton's steps from the left end on it
/// exactly, after a few passes over the weights and without a sorted copy. Duchi, Shalev-Shwartz, Singer and
/// Chandra (2008), "Efficient projections onto the l1-ball for learning in high dimensions"; Michelot (1986).
struct L1Ball {
    double radius;

    void check() const { require(radius >= 0, "L1Ball: radius must be >= 0, got ", radius); }

    void project(auto& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        double threshold = 0, sum = 0;
        Index count = 0;
        const auto add_up_beyond_threshold = [&] {
            sum = 0, count = 0;
            for (Index j = 0; j < w.cols(); ++j)
                for (Index i = 0; i < w.rows(); ++i) {
                    const double size = std::abs(static_cast<double>(w(i, j)));
                    if (!(size <= threshold)) sum += size, ++count;  // a NaN counts
                }
        };
        add_up_beyond_threshold();
        if (!(sum > radius)) return;
        for (Index before = count + 1; 0 < count && count < before;) {
            before = count;
            threshold = (sum - radius) / static_cast<double>(count);
            add_up_beyond_threshold();
        }
        const auto most = static_cast<Scalar>(threshold);
        w.array() -= w.array().max(-most).min(most);
    }
};

static_assert(Constraint<L1Ball>);

}  // namespace regula::inline REGULA_ABI
