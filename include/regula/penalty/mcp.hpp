#pragma once

#include <regula/penalty/by_size.hpp>

namespace regula::inline REGULA_ABI {

/// MCP, the minimax concave penalty: as L1 near zero, and without a pull on weights beyond g a, so that large
/// ones are not biased.
///
///     value       sum_i a |w_i| - w_i^2 / (2 g) where |w_i| <= g a, g a^2 / 2 beyond
///     gradient    sign(w) max(a - |w| / g, 0)           (a subgradient: 0 where w = 0)
///     prox        t < g:   0 up to t a, then sign(w) (|w| - t a) / (1 - t / g) up to g a, then w
///                 t >= g:  0 up to a sqrt(t g), then w
///
/// a is the strength, g > 1 is `gamma`. Not convex, but no more so than w^2 / (2 g); from the step t = g on
/// the prox is a hard threshold, at the point where 0 and w cost the same. Zhang (2010), "Nearly unbiased
/// variable selection under minimax concave penalty".
struct Mcp {
    static constexpr bool convex = false;
    static constexpr bool proportional = false;  ///< to the strength, which also sets the end of the slope
    double strength;
    double gamma = 3;

    void check() const {
        require(strength >= 0, "Mcp: strength must be >= 0, got ", strength);
        require(gamma > 1, "Mcp: gamma must be > 1, got ", gamma);
    }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) {
            return size > gamma * strength ? gamma / 2 * strength * strength
                                           : size * (strength - size / (2 * gamma));
        });
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        add_gradient_by_size(
            w, g, [this](double size) { return size > gamma * strength ? 0 : strength - size / gamma; });
    }

    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            if (size <= strength * std::sqrt(step) * std::sqrt(std::min(step, gamma))) return 0.0;
            if (size >= gamma * strength) return size;
            return std::max(size - step * strength, 0.0) / (1 - step / gamma);
        });
    }
};

static_assert(ElementwiseProx<Mcp>);

}  // namespace regula::inline REGULA_ABI
