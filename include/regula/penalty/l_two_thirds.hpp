#pragma once

#include <regula/penalty/by_size.hpp>

namespace regula::inline REGULA_ABI {

/// L2/3: sparser than L1 at the same fit, as Lp with p = 2/3, and its prox in closed form.
///
///     value       a sum_i |w_i|^(2/3)
///     gradient    2/3 a sign(w) |w|^(-1/3)               (0 where w = 0; without bound near it)
///     prox        0 up to 2 (2/3 t a)^(3/4),  then  w ((A + (2 / A - A^2)^(1/2)) / 2)^3,
///                 A^2 the real root of  z^3 - 4 c z = 1,  c = 2/3 t a |w|^(-4/3)
///
/// In units of |w|, and where u^(1/3) = v, the slope vanishes at the roots of v^4 - v + c, which falls into
/// two quadratics with the middle coefficients A and -A. Not convex. Cao, Sun and Xu (2013), "Fast image
/// deconvolution using closed-form thresholding formulas of Lq (q = 1/2, 2/3) regularization".
struct LTwoThirds {
    static constexpr bool convex = false;
    double strength;

    void check() const { require(strength >= 0, "LTwoThirds: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) { return strength * std::cbrt(size) * std::cbrt(size); });
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        add_gradient_by_size(w, g, [this](double size) { return strength / (1.5 * std::cbrt(size)); });
    }

    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            const double price = step * strength / 1.5;
            if (size <= 2 * std::pow(price, 0.75)) return 0.0;
            const double c = price / size / std::cbrt(size), other = 8 * c * std::sqrt(c / 27);
            const double s = std::cbrt(0.5 + std::sqrt((0.5 - other) * (0.5 + other)));  // Cardano
            const double z = s + 4 * c / (3 * s), a = std::sqrt(z);
            const double v = (a + std::sqrt(2 / a - z)) / 2;
            return size * (v * v * v);
        });
    }
};

static_assert(ElementwiseProx<LTwoThirds>);

}  // namespace regula::inline REGULA_ABI
