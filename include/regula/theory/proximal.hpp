#pragma once

#include <regula/core/policy.hpp>
#include <regula/theory/lasso.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The minimum of J(w) + Omega(w) for any penalty with a prox, by accelerated proximal gradient steps with
/// restarts (Beck and Teboulle 2009; O'Donoghue and Candes 2015). w is one column to the penalty, or, with
/// `columns` > 1, a matrix of that many. `residual` is |w - prox(w - g/L)| L, with L a bound of H's eigenvalues.
///
/// Throws std::invalid_argument if the penalty's coefficients make no sense.
template <ProximalPenalty P>
Minimum proximal_minimum(const Quadratic& q, const P& penalty, Index columns = 1, int steps = 200000) {
    validate(penalty);
    require(columns >= 1 && q.size() % columns == 0, "proximal_minimum: ", q.size(),
            " weights cannot be a matrix of ", columns, " columns");
    const double bound = q.hessian.cwiseAbs().rowwise().sum().maxCoeff();
    require(bound > 0, "proximal_minimum: the Hessian must not be zero");
    const auto step_from = [&](const Vector<double>& from) {
        Matrix<double> w =
            (from - q.hessian * (from - q.minimum) / bound).reshaped(q.size() / columns, columns);
        penalty.prox(w, 1 / bound);
        return Vector<double>{w.reshaped()};
    };
    Minimum found{q.minimum, "proximal gradient", 0};
    Vector<double> ahead = found.w;
    double momentum = 1;
    for (int k = 0; k < steps; ++k) {
        const Vector<double> next = step_from(ahead), moved = next - found.w;
        const bool uphill = (ahead - next).dot(moved) > 0;
        const double grown = uphill ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
        ahead = uphill ? next : Vector<double>{next + (momentum - 1) / grown * moved};
        momentum = grown;
        found.w = next;
        if (moved.norm() <= 1e-16 * next.norm() && (ahead - next).norm() <= 1e-16 * next.norm()) break;
    }
    found.residual = bound * (found.w - step_from(found.w)).norm();
    return found;
}

}  // namespace regula::inline REGULA_ABI::theory
