#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// L1, the lasso penalty: drives small weights to exactly zero.
///
///     value       a |w|_1
///     gradient    a sign(w)                   (a subgradient: 0 where w = 0)
///     prox        sign(w) max(|w| - t a, 0)   (the soft threshold; t a number, or one for each weight)
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.1.2.
struct L1 {
    double strength;

    void check() const { require(strength >= 0, "L1: strength must be >= 0, got ", strength); }

    auto value(const auto& w) const { return strength * w.cwiseAbs().sum(); }

    void add_gradient(const auto& w, auto& g) const { g += strength * w.cwiseSign(); }

    void prox(auto& w, double step) const {
        w.array() = w.array().sign() * (w.array().abs() - step * strength).max(0);
    }
    void prox(auto& w, const auto& steps) const {
        w.array() = w.array().sign() * (w.array().abs() - strength * steps.array()).max(0);
    }
};

static_assert(ElementwiseProx<L1>);

}  // namespace regula::inline REGULA_ABI
