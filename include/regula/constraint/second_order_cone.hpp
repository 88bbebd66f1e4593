#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The second-order cone: the first weight of each unit is at least the norm of its other weights.
///
///     set         (t, x) with t >= |x|                         for every column, t its first entry
///     project     (t, x)                     if |x| <= t
///                 0                          if |x| <= -t
///                 (|x| + t)/2 (1, x/|x|)     otherwise
///
/// Boyd and Vandenberghe (2004), Convex Optimization, exercise 8.3.
struct SecondOrderCone {
    void project(auto&& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        for (auto unit : w.colwise()) {
            auto x = unit.tail(unit.size() - 1);
            const Scalar t = unit(0), length = safe_norm(x);
            if (length <= t) continue;
            if (length <= -t) {
                unit.setZero();
                continue;
            }
            const Scalar height = length / 2 + t / 2;
            unit(0) = height;
            with_length(x, length, height, [&](const auto& shorter) { x = shorter; });
        }
    }
};

static_assert(Constraint<SecondOrderCone>);

}  // namespace regula::inline REGULA_ABI
