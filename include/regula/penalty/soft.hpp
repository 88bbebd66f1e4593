#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// soft(MaxNorm{3}, 0.1): a constraint as a penalty. Weights may leave the convex set C at a cost.
///
///     value       a/2 |w - P(w)|^2                     P the projection on C
///     gradient    a (w - P(w))
///     prox        (w + t a P(w)) / (1 + t a)
///
/// Smooth for any set: a times the Moreau envelope of its indicator. Allocates a copy.
/// Bauschke and Combettes (2017), Convex Analysis and Monotone Operator Theory, chapter 12.
template <class C>
struct Soft {
    static constexpr bool smooth = true;
    double strength;
    C constraint;

    void check() const {
        require(strength >= 0, "soft: strength must be >= 0, got ", strength);
        validate(constraint);
    }

    double value(const auto& w) const { return check(), strength / 2 * (w - projected(w)).squaredNorm(); }

    void add_gradient(const auto& w, auto&& g) const { check(), g += strength * (w - projected(w)); }

    void prox(auto&& w, double step) const {
        check();
        const double share = 1 / (1 + step * strength);
        w = share * w + (step * strength * share) * projected(w);
    }

    auto projected(const auto& w) const {
        Matrix<typename std::remove_cvref_t<decltype(w)>::Scalar> point = w;
        constraint.project(point);
        return point;
    }
};

/// A constraint as a penalty, see Soft.
template <class C>
constexpr auto soft(C constraint, double strength) {
    static_assert(Constraint<C>, "regula: soft(constraint, strength) needs a constraint, with project(w)");
    static_assert(Convex<C>,
                  "regula: soft(constraint, strength) needs a convex set; this one says it is not");
    return Soft<C>{strength, std::move(constraint)};
}

}  // namespace regula::inline REGULA_ABI
