#pragma once

#include <regula/penalty/by_size.hpp>

namespace regula::inline REGULA_ABI {

/// L2/3: sparser than L1 at the same fit, as Lp with p = 2/3, and its prox in closed form.
///
///     value       a sum_i |w_i|^(2/3)
///     gradient    2/3 a sign(w) |w|^(-1/3)               (0 where w = 0; without bound near it)
///     prox        0 up to 2 c^(3/4),  c = 2/3 t a,  then  sign(w) ((A + (2 |w| / A - A^2)^(1/2)) / 2)^3,
///                 A^2 the real root of  z^3 - 4 c z = w^2
///
/// Where u^(1/3) = v, the slope vanishes at the roots of v^4 - |w| v + c, which falls into two quadratics
/// with the middle coefficients A and -A. Not convex. Cao, Sun and Xu (2013), "Fast image deconvolution using
/// closed-form thresholding formulas of Lq (q = 1/2, 2/3) regularization".
struct LTwoThirds {
    static constexpr bool convex = false;
    double strength;

    void check() const { require(strength >= 0, "LTwoThirds: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) { return strength * std::cbrt(size * size); });
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        add_gradient_by_size(w, g, [this](double size) { return strength / (1.5 * std::cbrt(size)); });
    }

    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            const double c = step * strength / 1.5;
            if (size <= 2 * std::pow(c, 0.75)) return 0.0;
            const double half = size * size / 2, other = 8 * c * std::sqrt(c / 27);
            const double s = std::cbrt(half + std::sqrt(half - other) * std::sqrt(half + other));  // Cardano
            const double z = s + 4 * c / (3 * s), a = std::sqrt(z);
            const double v = (a + std::sqrt(2 * size / a - z)) / 2;
            return v * v * v;
        });
    }
};

static_assert(ElementwiseProx<LTwoThirds>);

}  // namespace regula::inline REGULA_ABI
