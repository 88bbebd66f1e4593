#pragma once

#include <regula/constraint/threshold.hpp>

namespace regula::inline REGULA_ABI {

/// The L1 ball: the absolute weights of a block sum to no more than `radius`, so that many are exactly zero.
///
///     project     w  <-  sign(w) max(|w| - s, 0),     s >= 0 such that |w|_1 = radius if it was above
///
/// Duchi, Shalev-Shwartz, Singer and Chandra (2008), "Efficient projections onto the l1-ball for learning in
/// high dimensions".
struct L1Ball {
    double radius;

    void check() const { require(radius >= 0, "L1Ball: radius must be >= 0, got ", radius); }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto sizes = w.array().template cast<double>().abs();
        if (!(sizes.sum() > radius)) return;  // within, or a NaN
        const double largest = sizes.maxCoeff();
        const auto depth = [=](Scalar entry) { return largest - std::abs(static_cast<double>(entry)); };
        const double reach = depth_of_sum(w, radius, depth);
        w = w.unaryExpr([=](Scalar entry) {
            const auto size = static_cast<Scalar>(std::max(reach - depth(entry), 0.0));
            return entry < 0 ? -size : size;
        });
    }
};

static_assert(Constraint<L1Ball>);

}  // namespace regula::inline REGULA_ABI
