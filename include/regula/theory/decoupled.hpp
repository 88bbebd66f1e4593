#pragma once

#include <regula/core/error.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The strengths, one per weight, at which coupled decay equals decoupled decay under a fixed preconditioner
/// s > 0, one number per weight:
///
///     w <- w - rate (s o dJ/dw + a w)     =     w <- w - rate s o (dJ/dw + (a/s) o w)
///
/// So decoupled decay ends in weight_decay_minimum(q, a/s): a weight with short steps decays more. With s = 1
/// both decays are the same, step by step, for plain gradient descent. They differ with momentum, where
/// decoupled decay acts once and a gradient 1/(1 - m) times, and with Adam, where s changes.
///
/// Loshchilov and Hutter (2019), "Decoupled weight decay regularization", proposition 3.
inline Vector<double> decoupled_strengths(double strength, const Vector<double>& preconditioner) {
    require(strength >= 0, "decoupled_strengths: strength must be >= 0, got ", strength);
    require(preconditioner.minCoeff() > 0, "decoupled_strengths: the preconditioner must be > 0, got ",
            preconditioner.minCoeff());
    return strength * preconditioner.cwiseInverse();
}

}  // namespace regula::inline REGULA_ABI::theory
