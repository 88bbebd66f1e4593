#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Non-negative weights: negative weights become zero, so parts only add up.
///
///     project     w  <-  max(w, 0)
///
/// Lee and Seung (1999), "Learning the parts of objects by non-negative matrix factorization".
struct NonNegative {
    void project(auto&& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        w = w.unaryExpr([](Scalar entry) { return entry < 0 ? Scalar{0} : entry; });  // a NaN stays
    }
};

static_assert(Constraint<NonNegative>);

}  // namespace regula::inline REGULA_ABI
