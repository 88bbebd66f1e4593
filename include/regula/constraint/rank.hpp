// optional: needs <Eigen/SVD>
#pragma once

#include <regula/constraint/singular_values.hpp>

namespace regula::inline REGULA_ABI {

/// Rank: a block is a product of two thin matrices, `rank` columns by `rank` rows.
///
///     project     the `rank` largest terms of the singular value decomposition of w
///
/// which is nearest. The set is not convex. A block that is not finite stays unchanged. Allocates.
/// Eckart and Young (1936), "The approximation of one matrix by another of lower rank".
struct Rank {
    static constexpr bool convex = false;
    Index rank;

    void check() const { require(rank >= 1, "Rank: rank must be >= 1, got ", rank); }

    void project(auto&& w) const {
        check();
        const Index rest = std::min(w.rows(), w.cols()) - rank;
        if (rest > 0) change_singular_values(w, [=](auto& s) { s.tail(rest).setZero(); });
    }
};

static_assert(Constraint<Rank>);

}  // namespace regula::inline REGULA_ABI
