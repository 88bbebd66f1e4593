#pragma once

#include <regula/constraint.hpp>
#include <regula/penalty.hpp>
#include <regula/theory/constrained.hpp>
#include <regula/theory/lasso.hpp>
#include <regula/theory/proximal.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The minimum of a quadratic under a policy, by the best method known for it:
///
///     L2                            (H + a I)^-1 H w*
///     L1, ElasticNet                soft threshold if H is diagonal, else coordinate descent
///     L2Ball                        the multiplier of the constraint
///     L2{a} + another               the other, on the quadratic with the decay added
///     any other with a prox         proximal gradient
///     any other constraint          projected gradient; exact if its set is convex
///
/// The policy acts on w as one column, or as a matrix of `columns` > 1 columns. `method` names the method.
/// Throws std::invalid_argument for invalid coefficients of the policy.
template <class = OnUse>
Minimum minimum_under(const Quadratic& q, const L2& penalty, Index = 1) {
    validate(penalty);
    Minimum found{weight_decay_minimum(q, penalty.strength), "closed form"};
    found.residual = (q.hessian * (found.w - q.minimum) + penalty.strength * found.w).norm();
    return found;
}

template <class = OnUse>
Minimum minimum_under(const Quadratic& q, const L1& penalty, Index = 1) {
    validate(penalty);
    return lasso_minimum(q, penalty.strength);
}

template <class = OnUse>
Minimum minimum_under(const Quadratic& q, const ElasticNet& penalty, Index = 1) {
    validate(penalty);
    return lasso_minimum(q, penalty.l1().strength, penalty.l2().strength);
}

template <class = OnUse>
Minimum minimum_under(const Quadratic& q, const L2Ball& ball, Index = 1) {
    validate(ball);
    const Constrained found = constrained_minimum(q, ball.radius);
    const Vector<double> pull = q.hessian * (found.w - q.minimum) + found.multiplier * found.w;
    return {found.w, "multiplier", pull.norm()};
}

template <ProximalPenalty P>
Minimum minimum_under(const Quadratic& q, const P& penalty, Index columns = 1) {
    return proximal_minimum(q, penalty, columns);
}

template <class P>
Minimum minimum_under(const Quadratic& q, const Sum<L2, P>& sum, Index columns = 1) {
    return minimum_under(with_weight_decay(q, sum.a.strength), sum.b, columns);
}
template <class P>
requires(!std::same_as<P, L2>) Minimum
    minimum_under(const Quadratic& q, const Sum<P, L2>& sum, Index columns = 1) {
    return minimum_under(with_weight_decay(q, sum.b.strength), sum.a, columns);
}

/// A constraint as a penalty: 0 in its set and infinite outside. Its prox is the projection.
template <Constraint C>
struct Indicator {
    C constraint;

    void check() const { validate(constraint); }
    double value(const auto&) const { return 0; }  // in the set
    void add_gradient(const auto&, auto&) const {}
    void prox(auto& w, double) const { constraint.project(w); }
};

template <Constraint C>
requires(!Penalty<C>) Minimum minimum_under(const Quadratic& q, const C& constraint, Index columns = 1) {
    Minimum found = proximal_minimum(q, Indicator<C>{constraint}, columns);
    found.method = "projected gradient";
    return found;
}

}  // namespace regula::inline REGULA_ABI::theory
