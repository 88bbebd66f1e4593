#pragma once

#include <regula/core/numeric/cholesky.hpp>
#include <regula/theory/quadratic.hpp>

#include <bit>
#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// sign(w) max(|w| - threshold, 0)
inline double soft_threshold(double w, double threshold) {
    const double left = std::abs(w) - threshold;
    return left > 0 ? std::copysign(left, w) : 0.0;
}

/// The largest violation at w, over the weights, of the optimality conditions of J(w) + l1 |w|_1 + l2/2
/// |w|^2:
///
///     g = H (w - w*) + l2 w;     g_i = -l1 sign(w_i) where w_i is not 0,   |g_i| <= l1 where it is
template <class = OnUse>
double lasso_residual(const Quadratic& q, const Vector<double>& w, double l1, double l2 = 0) {
    const Vector<double> g = q.hessian * (w - q.minimum) + l2 * w;
    Vector<double> off(w.size());
    for (Index i = 0; i < w.size(); ++i)
        off[i] = w[i] != 0 ? std::abs(g[i] + std::copysign(l1, w[i])) : std::max(std::abs(g[i]) - l1, 0.0);
    return off.maxCoeff<Eigen::PropagateNaN>();
}

/// The minimum among weights with the signs and zeros of w; the signs of the result are not checked:
///
///     (H_SS + l2 I) w_S = (H w*)_S - l1 sign(w_S)
///
/// Returns w itself if the system is singular.
template <class = OnUse>
Vector<double> lasso_on_support(const Quadratic& q, const Vector<double>& w, double l1, double l2 = 0) {
    std::vector<Index> support;
    for (Index i = 0; i < w.size(); ++i)
        if (w[i] != 0) support.push_back(i);
    Vector<double> found = Vector<double>::Zero(w.size());
    if (support.empty()) return found;
    const Vector<double> pull = q.hessian * q.minimum - l1 * w.cwiseSign();
    Matrix<double> block = q.hessian(support, support);
    block.diagonal().array() += l2;
    const Eigen::LLT<Matrix<double>> factor{block};
    if (factor.info() != Eigen::Success) return w;  // a set of minima: w may be one of them
    const Vector<double> solved = factor.solve(Vector<double>{pull(support)});
    found(support) = solved;
    return found;
}

/// The minimum of J(w) + l1 |w|_1 + l2/2 |w|^2: the lasso for l2 = 0, else the elastic net.
///
/// For a diagonal H in closed form, the soft threshold     w~_i = S(H_ii w*_i, l1) / (H_ii + l2); for any
/// other H by coordinate descent: it applies the same formula to one weight at a time until the signs are
/// right; then the weights solve a linear system. `method` names the method, `residual` its violation.
///
/// Throws std::invalid_argument for negative coefficients, or a weight with H_ii + l2 = 0. Goodfellow, Bengio
/// and Courville, Deep Learning, section 7.1.2; Friedman, Hastie and Tibshirani (2010).
template <class = OnUse>
Minimum lasso_minimum(const Quadratic& q, double l1, double l2 = 0, unsigned sweeps = 1u << 17) {
    q.check();
    require(l1 >= 0 && l2 >= 0, "lasso_minimum: coefficients must be >= 0, got ", l1, " and ", l2);
    require(q.hessian.diagonal().minCoeff() + l2 > 0, "lasso_minimum: needs H_ii + l2 > 0 for every weight");
    Vector<double> force = q.hessian * q.minimum;  // H (w* - w)
    Minimum found{Vector<double>::Zero(q.size()), "coordinate descent"};
    if (q.is_diagonal()) {
        found.method = "soft threshold";
        for (Index i = 0; i < q.size(); ++i)
            found.w[i] = soft_threshold(force[i], l1) / (q.hessian(i, i) + l2);
        found.residual = lasso_residual(q, found.w, l1, l2);
        return found;
    }
    const double enough = 1e-14 * (q.hessian.cwiseAbs() * q.minimum.cwiseAbs()).maxCoeff();
    for (unsigned sweep = 1; sweep <= sweeps; ++sweep) {
        for (Index i = 0; i < q.size(); ++i) {
            const double curve = q.hessian(i, i), old = found.w[i];
            found.w[i] = soft_threshold(force[i] + curve * old, l1) / (curve + l2);
            if (found.w[i] != old) force -= (found.w[i] - old) * q.hessian.col(i);
        }
        if (!std::has_single_bit(sweep)) continue;  // after 1, 2, 4, ... sweeps
        Vector<double> solved = lasso_on_support(q, found.w, l1, l2);
        if (lasso_residual(q, solved, l1, l2) <= enough) {
            found.w = std::move(solved);
            break;
        }
        force = q.hessian * (q.minimum - found.w);
    }
    found.residual = lasso_residual(q, found.w, l1, l2);
    return found;
}

}  // namespace regula::inline REGULA_ABI::theory
