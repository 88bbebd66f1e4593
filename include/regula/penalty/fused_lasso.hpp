#pragma once

#include <regula/penalty/l1.hpp>
#include <regula/penalty/total_variation.hpp>

namespace regula::inline REGULA_ABI {

/// The fused lasso: the weights of each unit become piecewise constant along its inputs, and mostly zero.
///
///     value       a (r |w|_1 + (1 - r) sum_j sum_i |w_{i+1,j} - w_{i,j}|)
///     gradient    a subgradient: the sum of those of L1 and TotalVariation
///     prox        that of TotalVariation{a (1 - r)}, then that of L1{a r}
///
/// Tibshirani, Saunders, Rosset, Zhu and Knight (2005), "Sparsity and smoothness via the fused lasso". Why
/// one prox may follow the other: Friedman, Hastie, Hoefling and Tibshirani (2007), "Pathwise coordinate
/// optimization".
struct FusedLasso {
    double strength;
    double l1_ratio = 0.5;

    void check() const {
        require(strength >= 0, "FusedLasso: strength must be >= 0, got ", strength);
        require(l1_ratio >= 0 && l1_ratio <= 1, "FusedLasso: l1_ratio must be in [0, 1], got ", l1_ratio);
    }

    double value(const auto& w) const { return check(), l1().value(w) + variation().value(w); }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        l1().add_gradient(w, g);
        variation().add_gradient(w, g);
    }

    void prox(auto&& w, double step) const {
        check();
        variation().prox(w, step);
        l1().prox(w, step);
    }

    L1 l1() const { return {strength * l1_ratio}; }
    TotalVariation variation() const { return {strength * (1 - l1_ratio)}; }
};

static_assert(ProximalPenalty<FusedLasso> && !ElementwiseProx<FusedLasso>);

}  // namespace regula::inline REGULA_ABI
