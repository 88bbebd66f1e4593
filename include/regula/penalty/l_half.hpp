#pragma once

#include <regula/penalty/by_size.hpp>

#include <numbers>

namespace regula::inline REGULA_ABI {

/// L1/2: sparser than L1 at the same fit, as Lp with p = 1/2, and its prox in closed form.
///
///     value       a sum_i |w_i|^(1/2)
///     gradient    a/2 sign(w) |w|^(-1/2)                 (0 where w = 0; without bound near it)
///     prox        0 up to 3/2 (t a)^(2/3),  then  2/3 w (1 + cos(2 pi / 3 - 2/3 f)),
///                 cos(f) = t a / 4 (|w| / 3)^(-3/2)      (half thresholding)
///
/// Not convex. Xu, Chang, Xu and Zhang (2012), "L1/2 regularization: a thresholding representation theory and
/// a fast solver"; their lambda is 2 t a.
struct LHalf {
    static constexpr bool convex = false;
    double strength;

    void check() const { require(strength >= 0, "LHalf: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) { return strength * std::sqrt(size); });
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        add_gradient_by_size(w, g, [this](double size) { return strength / (2 * std::sqrt(size)); });
    }

    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            const double price = step * strength;
            if (size <= 1.5 * std::pow(price, 2.0 / 3)) return 0.0;
            const double third = size / 3, angle = std::acos(price / third / (4 * std::sqrt(third)));
            return 2 * third * (1 + std::cos(2 * (std::numbers::pi - angle) / 3));
        });
    }
};

static_assert(ElementwiseProx<LHalf>);

}  // namespace regula::inline REGULA_ABI
