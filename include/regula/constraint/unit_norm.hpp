#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Unit norm: every unit's incoming weights have length one, and only their direction is learned.
///
///     project     w_j  <-  w_j / |w_j|     for every column w_j
///
/// A column of zeros has no direction and stays as it is. The set is not convex.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.2.
struct UnitNorm {
    static constexpr bool convex = false;

    void project(auto&& w) const {
        for (auto unit : w.colwise()) {
            const auto length = unit.norm();
            if (length != 0) unit = unit / length;
        }
    }
};

static_assert(Constraint<UnitNorm>);

}  // namespace regula::inline REGULA_ABI
