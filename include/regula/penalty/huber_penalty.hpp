#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The Huber penalty: as L2 for small weights, as L1 for large ones, and smooth. (Huber is the loss.)
///
///     value       a sum_i c_i (w_i - c_i / 2),     c = min(max(w, -k), k)
///     gradient    a c
///     prox        w / (1 + t a) up to k (1 + t a), then w - sign(w) t a k
///     conjugate   |y|^2 / (2 a) where all |y_i| <= a k, infinite elsewhere
///
/// k is the `knee`. With a = 1 / m and k = m b it is the Moreau envelope of L1{b}: MoreauEnvelope{L1{b}, m}.
/// Huber (1964), "Robust estimation of a location parameter".
struct HuberPenalty {
    static constexpr bool smooth = true;
    double strength;
    double knee = 1;
    void check() const {
        require(strength >= 0, "HuberPenalty: strength must be >= 0, got ", strength);
        require(knee > 0, "HuberPenalty: knee must be > 0, got ", knee);
    }
    double value(const auto& w) const {
        check();
        const auto c = clamped(w.array());
        return strength * (c * (w.array() - c / 2)).sum();
    }
    void add_gradient(const auto& w, auto&& g) const { check(), g.array() += strength * clamped(w.array()); }
    void prox(auto&& w, double step) const {
        check();
        w.array() -= step * strength * clamped(w.array() / (1 + step * strength));
    }
    template <class Steps>
    void prox(auto&& w, const Eigen::MatrixBase<Steps>& steps) const {
        check();
        const auto slope = strength * steps.array();
        w.array() -= slope * clamped(w.array() / (1 + slope));
    }
    double conjugate(const auto& y) const {
        check();
        const auto squared = static_cast<double>(y.squaredNorm());
        if (squared == 0) return 0;
        return (y.template cast<double>().array().abs() <= strength * knee).all() ? squared / (2 * strength)
                                                                                  : HUGE_VAL;
    }

    /// An array with entries between -knee and knee.
    template <class Array>
    auto clamped(const Array& w) const {
        using Scalar = typename Array::Scalar;
        return w.unaryExpr([k = static_cast<Scalar>(knee)](Scalar x) { return x < -k ? -k : k < x ? k : x; });
    }
};

static_assert(ElementwiseProx<HuberPenalty> && is_smooth<HuberPenalty>);

}  // namespace regula::inline REGULA_ABI
