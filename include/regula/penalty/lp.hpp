#pragma once

#include <regula/penalty/by_size.hpp>

namespace regula::inline REGULA_ABI {

/// The penalty of a power p between 0 and 1: between L0 and L1, which it excludes.
///
///     value       a sum_i |w_i|^p
///     gradient    a p sign(w) |w|^(p - 1)                (0 where w = 0; without bound near it)
///     prox        0 up to (2 - p) / (2 - 2 p) v,  v = (2 t a (1 - p))^(1 / (2 - p)),  then sign(w) u, the
///                 larger root of u + t a p u^(p - 1) = |w|
///
/// The root is found by Newton's steps from |w| down, where the equation is convex: they stay above it and
/// end when they no longer fall. LHalf and LTwoThirds have it in closed form. Not convex.
/// Frank and Friedman (1993), "A statistical view of some chemometrics regression tools"; the threshold:
/// Marjanovic and Solo (2012), "On l_q optimization and matrix completion".
struct Lp {
    static constexpr bool convex = false;
    double strength;
    double p;

    void check() const {
        require(strength >= 0, "Lp: strength must be >= 0, got ", strength);
        require(p > 0 && p < 1, "Lp: p must be > 0 and < 1, got ", p, "; L1 is p = 1, L2 is p = 2");
    }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) { return strength * std::pow(size, p); });
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        add_gradient_by_size(w, g, [this](double size) { return strength * p * std::pow(size, p - 1); });
    }

    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            const double least = std::pow(2 * step * strength * (1 - p), 1 / (2 - p));
            if (size <= (2 - p) / (2 - 2 * p) * least) return 0.0;
            double u = size;
            for (double before = HUGE_VAL; u < before;) {
                before = u;
                const double pull = step * strength * p / u * std::pow(u, p);
                u -= (u - size + pull) / (1 - (1 - p) * pull / u);
            }
            return u;
        });
    }
};

static_assert(ElementwiseProx<Lp>);

}  // namespace regula::inline REGULA_ABI
