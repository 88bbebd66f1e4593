// optional: needs <Eigen/SVD>
#pragma once

#include <regula/constraint/singular_values.hpp>

namespace regula::inline REGULA_ABI {

/// The nuclear norm: the singular values of a block shrink and become exactly zero, so that its rank is low.
///
///     value       a sum_k s_k                               w = U diag(s) V'
///     gradient    a U V', of the singular values > 0        (a subgradient: 0 where w = 0)
///     prox        U diag(max(s - t a, 0)) V'                (the soft threshold of L1)
///     conjugate   0 where the largest singular value of y is <= a, else infinity
///
/// All verbs decompose the block, and allocate. Cai, Candes and Shen (2010), "A singular value thresholding
/// algorithm for matrix completion".
struct NuclearNorm {
    double strength;

    void check() const { require(strength >= 0, "NuclearNorm: strength must be >= 0, got ", strength); }

    double value(const auto& w) const { return check(), strength * singular_values(w).sum(); }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        Matrix<double> slope = w.template cast<double>();
        change_singular_values(slope, [this](auto& s) {
            const double rounding = std::numeric_limits<double>::epsilon() * static_cast<double>(s.size());
            s = (s.array() <= rounding * s(0)).select(0 * s, strength);
        });
        g += slope.cast<typename std::remove_cvref_t<decltype(w)>::Scalar>();
    }

    void prox(auto&& w, double step) const {
        check();
        change_singular_values(w, [&](auto& s) { s = (s.array() - step * strength).max(0); });
    }

    double conjugate(const auto& y) const {
        check();
        return singular_values(y)(0) <= strength ? 0 : std::numeric_limits<double>::infinity();
    }
};

static_assert(ProximalPenalty<NuclearNorm> && !ElementwiseProx<NuclearNorm>);

}  // namespace regula::inline REGULA_ABI
