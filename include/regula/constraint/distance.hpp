#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The distance of a matrix from a set:     |w - P(w)|     0 inside the set
///
/// A whole block is measured, in the Frobenius norm. Allocates a copy.
template <Constraint C>
double distance(const C& constraint, const auto& w) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    Matrix<Scalar> nearest = w;
    constraint.project(nearest);
    return safe_norm((w - nearest).template cast<double>());
}

}  // namespace regula::inline REGULA_ABI
