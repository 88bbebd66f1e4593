#pragma once

#include <regula/theory/quadratic.hpp>

#include <cmath>
#include <string>

namespace regula::inline REGULA_ABI::theory {

/// sign(w) max(|w| - threshold, 0), entry by entry.
inline double soft_threshold(double w, double threshold) {
    const double left = std::abs(w) - threshold;
    return left > 0 ? std::copysign(left, w) : 0.0;
}

/// A minimum, how it was found, and how well: the largest violation of the conditions of optimality.
struct Minimum {
    Vector<double> w;
    std::string method;
    double residual = 0;
};

/// How far w is from fulfilling the conditions of optimality of J(w) + l1 |w|_1 + l2/2 |w|^2, the largest over
/// the weights:     g = H (w - w*) + l2 w;   g_i = -l1 sign(w_i) where w_i is not 0,   |g_i| <= l1 where it is
inline double lasso_residual(const Quadratic& q, const Vector<double>& w, double l1, double l2 = 0) {
    const Vector<double> g = q.hessian * (w - q.minimum) + l2 * w;
    double worst = 0;
    for (Index i = 0; i < w.size(); ++i)
        worst = std::max(worst, w[i] != 0 ? std::abs(g[i] + std::copysign(l1, w[i])) : std::abs(g[i]) - l1);
    return worst;
}

/// The minimum of J(w) + l1 |w|_1 + l2/2 |w|^2: lasso for l2 = 0, else elastic net.
///
/// For a diagonal H in closed form, the soft threshold     w~_i = S(H_ii w*_i, l1) / (H_ii + l2);
/// for any other by coordinate descent, which applies the same formula to one weight at a time, until no weight
/// moves by more than 1e-15 of the largest or after `sweeps`. `method` says which it was.
///
/// Throws std::invalid_argument for negative coefficients, or a weight that nothing holds (H_ii + l2 = 0).
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.1.2; Friedman, Hastie and Tibshirani (2010).
inline Minimum lasso_minimum(const Quadratic& q, double l1, double l2 = 0, int sweeps = 100000) {
    require(l1 >= 0 && l2 >= 0, "lasso_minimum: coefficients must be >= 0, got ", l1, " and ", l2);
    require(q.hessian.diagonal().minCoeff() + l2 > 0, "lasso_minimum: needs H_ii + l2 > 0 for every weight");
    const Vector<double> pull = q.hessian * q.minimum;
    Minimum found;
    if (q.is_diagonal()) {
        found.method = "soft threshold";
        found.w.resize(q.size());
        for (Index i = 0; i < q.size(); ++i)
            found.w[i] = soft_threshold(pull[i], l1) / (q.hessian(i, i) + l2);
    } else {
        found.method = "coordinate descent";
        found.w.setZero(q.size());
        Vector<double> force = pull;  // H (w* - w)
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            double moved = 0;
            for (Index i = 0; i < q.size(); ++i) {
                const double curve = q.hessian(i, i);
                const double next = soft_threshold(force[i] + curve * found.w[i], l1) / (curve + l2);
                const double step = next - found.w[i];
                if (step == 0) continue;
                force -= step * q.hessian.col(i);
                found.w[i] = next;
                moved = std::max(moved, std::abs(step));
            }
            if (moved <= 1e-15 * found.w.cwiseAbs().maxCoeff()) break;
        }
    }
    found.residual = lasso_residual(q, found.w, l1, l2);
    return found;
}

}  // namespace regula::inline REGULA_ABI::theory
