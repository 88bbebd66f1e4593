#pragma once

#include <regula/penalty/by_size.hpp>

#include <algorithm>

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
        return value_by_size(w, [this](double size) {
            const double c = std::min(size, knee);
            return strength * c * (size - c / 2);
        });
    }
    void add_gradient(const auto& w, auto&& g) const { check(), g.array() += strength * clamped(w.array()); }

    // Of its two cases the prox is the larger: so no digits cancel where t a is large.
    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            const double slope = step * strength;
            return std::max(size / (1 + slope), size - slope * knee);
        });
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
