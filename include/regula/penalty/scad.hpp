#pragma once

#include <regula/penalty/by_size.hpp>

namespace regula::inline REGULA_ABI {

/// SCAD, the smoothly clipped absolute deviation: L1 up to s, then a pull that fades out until b s, so that
/// large weights are not biased.
///
///     value       sum_i of s |w| up to s, (2 b s |w| - w^2 - s^2) / (2 (b - 1)) up to b s, s^2 (b + 1) / 2
///     gradient    sign(w) times  s up to s,  (b s - |w|) / (b - 1) up to b s,  0     (0 where w = 0)
///     prox        t < b - 1:   sign(w) max(|w| - t s, 0) up to (1 + t) s,
///                              ((b - 1) w - sign(w) t b s) / (b - 1 - t) up to b s, then w
///                 t >= b - 1:  the first up to s (t + b + 1) / 2, from t = b + 1 on up to s sqrt(t (b + 1));
///                              then w
///
/// s is the strength, b > 2 is `a`. Not convex: from the step t = b - 1 on the prox jumps to w, where both
/// cost the same. Fan and Li (2001), "Variable selection via nonconcave penalized likelihood and its oracle
/// properties"; a = 3.7 is theirs.
struct Scad {
    static constexpr bool convex = false;
    static constexpr bool proportional = false;  ///< to the strength, which also sets the end of the slope
    double strength;
    double a = 3.7;

    void check() const {
        require(strength >= 0, "Scad: strength must be >= 0, got ", strength);
        require(a > 2, "Scad: a must be > 2, got ", a);
    }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this, s = strength](double size) {
            if (size <= s) return s * size;
            if (size > a * s) return s * s * (a + 1) / 2;
            return (2 * a * s * size - size * size - s * s) / (2 * (a - 1));
        });
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        add_gradient_by_size(w, g, [this, s = strength](double size) {
            return size <= s ? s : size > a * s ? 0 : (a * s - size) / (a - 1);
        });
    }
    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this, s = strength](double size, double step) {
            const bool jumps = step >= a - 1;
            const double jump = step < a + 1 ? (step + a + 1) / 2 : std::sqrt(step * (a + 1));
            if (size <= s * (jumps ? jump : 1 + step)) return std::max(size - step * s, 0.0);
            if (jumps || size >= a * s) return size;
            return ((a - 1) * size - step * a * s) / (a - 1 - step);
        });
    }
};

static_assert(ElementwiseProx<Scad>);

}  // namespace regula::inline REGULA_ABI
