// optional: needs <Eigen/SVD>
#pragma once

#include <regula/constraint/singular_values.hpp>

namespace regula::inline REGULA_ABI {

/// The rank: small singular values of a block become zero, and the others stay as they are. Not convex.
///
///     value       a rank(w)                                     w = U diag(s) V'
///     gradient    0, as almost everywhere
///     prox        U diag(s_k where s_k^2 > 2 t a, else 0) V'    (L0 on the singular values)
///
/// A singular value counts if it is more than `tolerance` times the largest: one that is zero is about 1e-7
/// of it when the block is in float. value and prox decompose the block and allocate. Eckart, Young (1936),
/// "The approximation of one matrix by another of lower rank".
struct RankPenalty {
    static constexpr bool convex = false;
    double strength;
    double tolerance = 1e-5;

    void check() const {
        require(strength >= 0, "RankPenalty: strength must be >= 0, got ", strength);
        require(tolerance >= 0 && tolerance < 1, "RankPenalty: tolerance must be in [0, 1), got ", tolerance);
    }

    double value(const auto& w) const {
        check();
        const Vector<double> s = singular_values(w);
        const auto rank = (s.array() > tolerance * s(0)).count();
        return strength * (static_cast<double>(rank) + 0 * s(0));  // a NaN stays
    }

    void add_gradient(const auto&, auto&&) const { check(); }

    void prox(auto&& w, double step) const {
        check();
        change_singular_values(
            w, [&](auto& s) { s = (s.array().square() > 2 * step * strength).select(s, 0 * s); });
    }
};

static_assert(ProximalPenalty<RankPenalty> && !ElementwiseProx<RankPenalty>);

}  // namespace regula::inline REGULA_ABI
