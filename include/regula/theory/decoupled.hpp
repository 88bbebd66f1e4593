#pragma once

#include <regula/core/error.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The strengths, one a weight, with which coupled decay does what decoupled decay does under a fixed
/// preconditioner s > 0, one number a weight:
///
///     w <- w - rate (s o dJ/dw + a w)     =     w <- w - rate s o (dJ/dw + (a/s) o w)
///
/// so that decoupled decay ends in weight_decay_minimum(q, a/s): a weight that takes short steps decays more.
/// With s = 1 both decays are one, step by step, for plain gradient descent; not with momentum, where decoupled
/// decay acts once and a gradient 1/(1 - m) times, and not with Adam, whose s changes.
///
/// Loshchilov and Hutter (2019), "Decoupled weight decay regularization", proposition 3.
inline Vector<double> decoupled_strengths(double strength, const Vector<double>& preconditioner) {
    require(strength >= 0, "decoupled_strengths: strength must be >= 0, got ", strength);
    require(preconditioner.minCoeff() > 0, "decoupled_strengths: the preconditioner must be > 0, got ",
            preconditioner.minCoeff());
    return strength * preconditioner.cwiseInverse();
}

}  // namespace regula::inline REGULA_ABI::theory
