#pragma once

#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>

namespace regula::inline REGULA_ABI {

/// The sparse group lasso by unit: removes whole units, and single weights of those that stay.
///
///     value       a (r |w|_1 + (1 - r) s sum_j |w_j|)             w_j the columns, s = 1
///     gradient    a (r sign(w) + (1 - r) s w_j / |w_j|)           (a subgradient: 0 where there is a kink)
///     prox        that of L1{a r}, then that of GroupLasso{a (1 - r)}
///     conjugate   0 where every |S(y_j, a r)| <= a (1 - r) s, else infinity     (S the soft threshold)
///
/// `scale_by_size` puts s = sqrt(rows of w), as the paper does: Simon, Friedman, Hastie and Tibshirani
/// (2013), "A sparse-group lasso".
struct SparseGroupLasso {
    double strength;
    double l1_ratio = 0.5;
    bool scale_by_size = false;
    static constexpr auto prox_order = ProxOrder::norms;

    void check() const {
        require(strength >= 0, "SparseGroupLasso: strength must be >= 0, got ", strength);
        require(l1_ratio >= 0 && l1_ratio <= 1, "SparseGroupLasso: l1_ratio must be in [0, 1], got ",
                l1_ratio);
    }

    double value(const auto& w) const { return check(), l1().value(w) + groups().value(w); }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        l1().add_gradient(w, g);
        groups().add_gradient(w, g);
    }

    void prox(auto&& w, double step) const {
        check();
        l1().prox(w, step);
        groups().prox(w, step);
    }

    double conjugate(const auto& y) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        const auto most = static_cast<Scalar>(l1().strength);
        return groups().conjugate((y.array() - y.array().max(-most).min(most)).matrix());
    }

    L1 l1() const { return {strength * l1_ratio}; }
    GroupLasso groups() const { return {strength * (1 - l1_ratio), scale_by_size}; }
};

static_assert(ProximalPenalty<SparseGroupLasso> && !ElementwiseProx<SparseGroupLasso>);

}  // namespace regula::inline REGULA_ABI
