#pragma once

#include <regula/core/prox_order.hpp>

namespace regula::inline REGULA_ABI {

/// L1, the lasso penalty: drives small weights to exactly zero.
///
///     value       a |w|_1
///     gradient    a sign(w)                   (a subgradient: 0 where w = 0)
///     prox        sign(w) max(|w| - t a, 0)   (the soft threshold; t a number, or one for each weight)
///     conjugate   0 where all |y_i| <= a, infinite elsewhere
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.1.2.
struct L1 {
    double strength;
    static constexpr auto prox_order = ProxOrder::soft_thresholds;

    void check() const { require(strength >= 0, "L1: strength must be >= 0, got ", strength); }

    double value(const auto& w) const { return check(), strength * w.cwiseAbs().sum(); }

    void add_gradient(const auto& w, auto&& g) const { check(), g += strength * w.cwiseSign(); }

    // The soft threshold as w minus its projection on [-ta, ta]: in this form a NaN stays a NaN.
    void prox(auto&& w, double step) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto most = static_cast<Scalar>(step * strength);
        w.array() -= w.array().max(-most).min(most);
    }
    template <class Steps>
    void prox(auto&& w, const Eigen::MatrixBase<Steps>& steps) const {
        check();
        w.array() -= w.array().max(-strength * steps.array()).min(strength * steps.array());
    }

    double conjugate(const auto& y) const {
        check();
        return (y.template cast<double>().array().abs() <= strength).all() ? 0 : HUGE_VAL;
    }
};

static_assert(ElementwiseProx<L1>);

}  // namespace regula::inline REGULA_ABI
