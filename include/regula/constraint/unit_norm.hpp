#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Unit norm: the incoming weights of each unit have norm one, so training changes their direction only.
///
///     project     w_j  <-  w_j / |w_j|     for every column w_j
///
/// A column of zeros has no direction and stays unchanged. The set is not convex.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.2.
struct UnitNorm {
    static constexpr bool convex = false;

    void project(auto&& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        for (auto unit : w.colwise()) {
            const Scalar length = safe_norm(unit);
            if (length != 0)
                with_length(unit, length, Scalar{1}, [&](const auto& direction) { unit = direction; });
        }
    }
};

static_assert(Constraint<UnitNorm>);

}  // namespace regula::inline REGULA_ABI
