#pragma once

#include <regula/core/policy.hpp>
#include <regula/theory/quadratic.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// The minimum of J(w) + Omega(w) for any convex penalty with a prox, by accelerated proximal gradient steps
/// with restarts, until a step moves w by no more than rounding, or after `steps`. w is one column to the
/// penalty, or, with `columns` > 1, a matrix of that many. `residual` is L |w - prox(w - g/L)|, with L a bound
/// of H's eigenvalues: 0 at the minimum.
///
/// Throws std::invalid_argument if the penalty's coefficients make no sense.
/// Beck and Teboulle (2009), "A fast iterative shrinkage-thresholding algorithm"; O'Donoghue and Candes (2015),
/// "Adaptive restart for accelerated gradient schemes".
template <ProximalPenalty P>
Minimum proximal_minimum(const Quadratic& q, const P& penalty, Index columns = 1, int steps = 200000) {
    q.check();
    validate(penalty);
    require(columns >= 1 && q.size() % columns == 0, "proximal_minimum: ", q.size(),
            " weights cannot be a matrix of ", columns, " columns");
    const double bound = q.hessian.cwiseAbs().rowwise().sum().maxCoeff();
    require(bound > 0, "proximal_minimum: the Hessian must not be zero");
    const auto step_from = [&](const Vector<double>& from) {
        Vector<double> w = from - q.hessian * (from - q.minimum) / bound;
        Eigen::Map<Matrix<double>> shaped{w.data(), q.size() / columns, columns};
        penalty.prox(shaped, 1 / bound);
        return w;
    };
    Minimum found{q.minimum, "proximal gradient"};
    Vector<double> ahead = found.w;
    double momentum = 1;
    for (int k = 0; k < steps; ++k) {
        const Vector<double> next = step_from(ahead), moved = next - found.w;
        const double rounding = 4e-16 * next.norm();
        const bool still = moved.norm() <= rounding && (next - ahead).norm() <= rounding;
        const bool uphill = (ahead - next).dot(moved) > 0;
        const double grown = uphill ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
        ahead = next;
        if (!uphill) ahead += (momentum - 1) / grown * moved;
        momentum = grown;
        found.w = next;
        if (still) break;
    }
    found.residual = bound * (found.w - step_from(found.w)).norm();
    return found;
}

}  // namespace regula::inline REGULA_ABI::theory
