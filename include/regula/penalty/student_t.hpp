#pragma once

#include <regula/penalty/by_size.hpp>

namespace regula::inline REGULA_ABI {

/// Student's t as a prior: pulls as L2 on weights below s, and less and less on large ones.
///
///     value       a sum_i log(1 + (w_i / s)^2)
///     gradient    2 a w / (s^2 + w^2)
///     prox        the root u of  (u - w) (s^2 + u^2) + 2 t a u = 0  that costs least
///
/// s is the `scale`; a = (n + 1) / 2 and s^2 = n are the prior with n degrees of freedom. Smooth, not convex.
/// Newton's steps from 0 rise to the lowest root, those from w fall to the highest, one of them to the only.
/// Lange, Little and Taylor (1989), "Robust statistical modeling using the t distribution".
struct StudentT {
    static constexpr bool convex = false;
    static constexpr bool smooth = true;
    double strength;
    double scale = 1;

    void check() const {
        require(strength >= 0, "StudentT: strength must be >= 0, got ", strength);
        require(scale > 0, "StudentT: scale must be > 0, got ", scale);
    }
    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) { return strength * std::log1p(square(size / scale)); });
    }
    void add_gradient(const auto& w, auto&& g) const {
        check();
        const auto slope = [this](double x) { return 2 * strength / (scale * (scale / x) + x); };
        add_gradient_by_size(w, g, slope);
    }
    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            const double y = size / scale, price = step * strength / scale / scale;
            const auto cost = [&](double u) { return square(u - y) / 2 + price * std::log1p(square(u)); };
            const double low = root(0, y, price, 1), high = root(y, y, price, -1);
            return std::min(scale * (cost(low) < cost(high) ? low : high), size);
        });
    }

    /// Newton's steps from u as long as they go in one direction, for (u - y) (1 + u^2) + 2 price u = 0.
    static double root(double u, double y, double price, int direction) {
        for (double before = -direction * HUGE_VAL; direction * (u - before) > 0;) {
            before = u;
            const double slope = 1 + u * (3 * u - 2 * y) + 2 * price;
            const double move = -((u - y) * (1 + u * u) + 2 * price * u) / slope;
            if (direction * move > 0) u += move;
        }
        return u;
    }
    static double square(double x) { return x * x; }
};

static_assert(ElementwiseProx<StudentT> && is_smooth<StudentT>);

}  // namespace regula::inline REGULA_ABI
