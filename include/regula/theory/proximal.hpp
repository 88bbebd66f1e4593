#pragma once

#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The minimum of J(w) + Omega(w) for any convex penalty with a prox, by accelerated proximal gradient steps
/// with restarts, until a step changes w by no more than rounding, or for `steps` steps. The penalty acts on
/// w as one column, or as a matrix of `columns` > 1 columns. `residual` is L |w - prox(w - g/L)|, with L a
/// bound on H's eigenvalues; it is 0 at the minimum.
///
/// Throws std::invalid_argument for invalid coefficients of the penalty.
template <ProximalPenalty P>
Minimum proximal_minimum(const Quadratic& q, const P& penalty, Index columns = 1, int steps = 200000) {
    q.check();
    validate(penalty);
    require(columns >= 1 && q.size() % columns == 0, "proximal_minimum: ", q.size(),
            " weights cannot be a matrix of ", columns, " columns");
    const double bound = q.hessian.cwiseAbs().rowwise().sum().maxCoeff();
    require(bound > 0, "proximal_minimum: the Hessian must not be zero");
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = q.size() / columns, .cols = columns});
    theta.vector() = q.minimum;
    const auto objective = [&](const auto& at, auto& g) { return q(at.vector(), g.vector()); };
    const ProximalGradient method{.tolerance = 0, .max_iterations = steps, .curvature = bound};
    const Certificate found = minimize(theta, objective, method, Proximal<P>{penalty});
    return {theta.vector(), "proximal gradient", found.residual};
}

}  // namespace regula::inline REGULA_ABI::theory
