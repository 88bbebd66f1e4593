#pragma once

#include <regula/core/numeric/cholesky.hpp>
#include <regula/core/numeric/refine.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The minimum under weight decay, with a strength a >= 0 for each weight:
///
///     w~ = (H + diag a)^-1 H w*
///
/// w* itself if all strengths are 0. Throws std::invalid_argument for a negative strength, and if H + diag a
/// is singular to rounding, so that the weights are uncertain by more than 1e-6.
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.10.
template <class = OnUse>
Vector<double> weight_decay_minimum(const Quadratic& q, const Vector<double>& strengths) {
    q.check();
    require(strengths.size() == q.size(), "weight_decay_minimum: needs a strength for each of the ", q.size(),
            " weights, got ", strengths.size());
    require(strengths.minCoeff() >= 0, "weight_decay_minimum: every strength must be >= 0, got ",
            strengths.minCoeff());
    if (strengths.isZero(0)) return q.minimum;
    Matrix<double> shifted = q.hessian;
    shifted.diagonal() += strengths;
    const Eigen::LLT<Matrix<double>> factor{shifted};
    Vector<double> w = Vector<double>::Zero(q.size());
    // The residual, in a form that is small both for weak decay, with w near w*, and for strong decay.
    const auto left = [&](const Vector<double>& at) -> Vector<double> {
        return q.hessian * Vector<double>{q.minimum - at} - strengths.cwiseProduct(at);
    };
    const bool definite = factor.info() == Eigen::Success;
    require(definite && refine(
                            w, [&](const auto& r) { return factor.solve(r); }, left) <= 1e-6,
            "weight_decay_minimum: the strengths are too small for a Hessian that is singular; minimum_norm "
            "is the limit");
    return w;
}

/// The same with one strength for all weights, as for L2{strength}.
template <class = OnUse>
Vector<double> weight_decay_minimum(const Quadratic& q, double strength) {
    return weight_decay_minimum(q, Vector<double>{Vector<double>::Constant(q.size(), strength)});
}

/// The quadratic plus the penalty, J(w) + strength/2 |w|^2, itself a quadratic with minimum w~.
template <class = OnUse>
Quadratic with_weight_decay(const Quadratic& q, double strength) {
    Quadratic sum{q.hessian, weight_decay_minimum(q, strength)};
    sum.hessian.diagonal().array() += strength;
    sum.least = q.value(sum.minimum) + strength / 2 * sum.minimum.squaredNorm();
    return sum;
}

/// The effective number of parameters under L2{strength}, strength > 0:
///
///     tr H (H + a I)^-1 = sum l_i / (l_i + a)     with l_i the eigenvalues of H
///
/// the degrees of freedom of ridge regression. Throws std::invalid_argument for a strength <= 0, and for one
/// below the rounding of a singular H. Hastie, Tibshirani and Friedman, The Elements of Statistical Learning,
/// equation 3.50.
template <class = OnUse>
double effective_parameters(const Quadratic& q, double strength) {
    q.check();
    require(strength > 0, "effective_parameters: strength must be > 0, got ", strength);
    Matrix<double> shifted = q.hessian;
    shifted.diagonal().array() += strength;
    const Eigen::LLT<Matrix<double>> factor{shifted};
    require(factor.info() == Eigen::Success && factor.rcond() > 1e-14, "effective_parameters: the strength ",
            strength, " is too small for a Hessian that is singular");
    return factor.solve(q.hessian).trace();
}

}  // namespace regula::inline REGULA_ABI::theory
