#pragma once

#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// Where L2{strength} moves the minimum:     w~ = (H + a I)^-1 H w*
///
/// Throws std::invalid_argument for a negative strength.
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.10.
inline Vector<double> weight_decay_minimum(const Quadratic& q, double strength) {
    require(strength >= 0, "weight_decay_minimum: strength must be >= 0, got ", strength);
    Matrix<double> shifted = q.hessian;
    shifted.diagonal().array() += strength;
    // w~ = w* - a (H + aI)^-1 w*: with a = 0 this is w* to the last bit, even where H is singular
    if (strength == 0) return q.minimum;
    return q.minimum - strength * shifted.ldlt().solve(q.minimum);
}

/// The same with a strength for each weight, a >= 0:     w~ = (H + diag a)^-1 H w*
inline Vector<double> weight_decay_minimum(const Quadratic& q, const Vector<double>& strengths) {
    require(strengths.size() == q.size() && strengths.minCoeff() >= 0,
            "weight_decay_minimum: needs a strength >= 0 for each of the ", q.size(), " weights");
    Matrix<double> shifted = q.hessian;
    shifted.diagonal() += strengths;
    return shifted.ldlt().solve(q.hessian * q.minimum);
}

}  // namespace regula::inline REGULA_ABI::theory
