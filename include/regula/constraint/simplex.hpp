#pragma once

#include <regula/constraint/threshold.hpp>

namespace regula::inline REGULA_ABI {

/// The simplex: the incoming weights of each unit are non-negative with the given `sum`, as in a mixture.
///
///     project     w_j  <-  max(w_j - s_j, 0)     for every column w_j, s_j such that it adds up to `sum`
///
/// Held, Wolfe and Crowder (1974), "Validation of subgradient optimization"; Michelot (1986), "A finite
/// algorithm for finding the projection of a point onto the canonical simplex of R^n".
struct Simplex {
    double sum = 1;

    void check() const { require(sum > 0, "Simplex: sum must be > 0, got ", sum); }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        for (auto unit : w.colwise()) {
            const auto largest = static_cast<double>(unit.maxCoeff());
            const auto depth = [=](Scalar entry) { return largest - static_cast<double>(entry); };
            const double reach = depth_of_sum(unit, sum, depth);
            unit = unit.unaryExpr([=](Scalar entry) {
                const double rest = reach - depth(entry);
                return rest < 0 ? Scalar{0} : static_cast<Scalar>(rest);  // a NaN stays
            });
        }
    }
};

static_assert(Constraint<Simplex>);

}  // namespace regula::inline REGULA_ABI
