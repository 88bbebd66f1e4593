#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Orthogonal: pulls the units of a block towards length one and right angles to each other.
///
///     value       a/4 |w'w - I|^2          (Frobenius)
///     gradient    a w (w'w - I)
///
/// Zero only where the columns are orthonormal, which needs no more units than inputs. Smooth and not convex.
/// Allocates the cols x cols matrix w'w and, in the gradient, a matrix of the shape of w.
/// Bansal, Chen and Wang (2018), "Can we gain more from orthogonality regularizations in training deep
/// networks?".
struct Orthogonal {
    double strength;

    void check() const { require(strength >= 0, "Orthogonal: strength must be >= 0, got ", strength); }

    double value(const auto& w) const { return check(), strength / 4 * defect(w).squaredNorm(); }

    void add_gradient(const auto& w, auto&& g) const { check(), g += strength * (w * defect(w)); }

    /// w'w - I
    auto defect(const auto& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        Matrix<Scalar> gram = w.transpose() * w;
        gram.diagonal().array() -= Scalar{1};
        return gram;
    }
};

static_assert(Penalty<Orthogonal>);

}  // namespace regula::inline REGULA_ABI
