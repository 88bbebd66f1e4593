#pragma once

#include <regula/constraint/threshold.hpp>

namespace regula::inline REGULA_ABI {

/// The L1 ball: the absolute weights of a block sum to no more than `radius`, so that many are exactly zero.
///
///     project     w  <-  sign(w) max(|w| - s, 0),     s such that |w|_1 = radius if it was above
///
/// Duchi, Shalev-Shwartz, Singer and Chandra (2008), "Efficient projections onto the l1-ball for learning in
/// high dimensions".
struct L1Ball {
    double radius;

    void check() const { require(radius >= 0, "L1Ball: radius must be >= 0, got ", radius); }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto size = [](Scalar entry) { return std::abs(static_cast<double>(entry)); };
        const double threshold = threshold_of_sum(w, radius, 0, size);
        if (!(threshold > 0)) return;  // within, or a NaN
        const auto most = static_cast<Scalar>(threshold);
        w.array() -= w.array().max(-most).min(most);
    }
};

static_assert(Constraint<L1Ball>);

}  // namespace regula::inline REGULA_ABI
