#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The Moreau envelope: a convex penalty with its kinks rounded, so that it enters the gradient.
///
///     value       min_u Omega(u) + |u - w|^2 / (2 m),     attained at u = prox(w, m)
///     gradient    (w - prox(w, m)) / m
///     prox        w + t / (t + m) (prox(w, t + m) - w)
///     conjugate   Omega*(y) + m/2 |y|^2
///
/// m > 0 is `mu`: the smaller, the nearer to the penalty. MoreauEnvelope{L1{a}, m} is HuberPenalty{1 / m, m
/// a}. Each verb copies w. Moreau (1965), "Proximite et dualite dans un espace hilbertien"; Parikh and Boyd
/// (2014), "Proximal algorithms", section 3.1.
template <ProximalPenalty P>
struct MoreauEnvelope {
    static_assert(
        Convex<P>,
        "regula: the Moreau envelope of a penalty that is not convex may have kinks; none is offered");
    static constexpr bool smooth = true;
    P penalty;
    double mu;

    void check() const {
        validate(penalty);
        require(mu > 0, "MoreauEnvelope: mu must be > 0, got ", mu);
    }

    double value(const auto& w) const {
        check();
        const auto u = nearest(w, mu);
        return penalty.value(u) + (w - u).squaredNorm() / (2 * mu);
    }
    void add_gradient(const auto& w, auto&& g) const { check(), g += (w - nearest(w, mu)) / mu; }
    void prox(auto&& w, double step) const { check(), w += step / (step + mu) * (nearest(w, step + mu) - w); }
    template <class Steps>
    void prox(auto&& w, const Eigen::MatrixBase<Steps>& steps) const requires ElementwiseProx<P> {
        check();
        const auto reach = steps.array() + static_cast<typename Steps::Scalar>(mu);
        w.array() += steps.array() / reach * (nearest(w, reach.matrix()) - w).array();
    }
    double conjugate(const auto& y) const requires requires(const P& p, const Probe& w) { p.conjugate(w); }
    { return check(), penalty.conjugate(y) + mu / 2 * y.squaredNorm(); }
    auto nearest(const auto& w, const auto& steps) const {
        auto u = w.eval();
        penalty.prox(u, steps);
        return u;
    }
};
template <class P>
MoreauEnvelope(P, double) -> MoreauEnvelope<P>;

}  // namespace regula::inline REGULA_ABI
