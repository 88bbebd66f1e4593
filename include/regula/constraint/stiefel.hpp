// optional: needs <Eigen/SVD>
#pragma once

#include <regula/constraint/singular_values.hpp>

namespace regula::inline REGULA_ABI {

/// The Stiefel manifold: the units of a block are orthonormal, w'w = I.
///
///     project     U V'     of the singular value decomposition U s V': the polar factor of w
///
/// which is nearest; the only one that is if w has full rank. The set is not convex. Throws
/// std::invalid_argument for a block with more units than inputs, because they cannot be orthogonal. A block
/// that is not finite stays unchanged. Allocates. Higham (1986), "Computing the polar decomposition - with
/// applications".
struct Stiefel {
    static constexpr bool convex = false;
    static constexpr bool across_units = true;

    void project(auto&& w) const {
        require(w.rows() >= w.cols(), "Stiefel: a block must have no more units than inputs, got ", w.rows(),
                " x ", w.cols());
        change_singular_values(w, [](auto& s) { s.setOnes(); });
    }
};

static_assert(Constraint<Stiefel>);

}  // namespace regula::inline REGULA_ABI
