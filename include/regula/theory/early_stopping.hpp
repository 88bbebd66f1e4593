#pragma once

#include <regula/theory/quadratic.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// The result of `steps` steps of gradient descent with momentum on a quadratic, from w or from 0:
///
///     v <- m v - rate H (w - w*),   w <- w + v
///
/// step by step, for any rate; Spectrum has the closed form.
template <class = OnUse>
Vector<double> gradient_descent(const Quadratic& q, double rate, int steps, double momentum = 0,
                                Vector<double> w = {}) {
    require(rate > 0 && momentum >= 0 && momentum < 1,
            "gradient_descent: needs rate > 0 and momentum in [0, 1), got ", rate, " and ", momentum);
    if (w.size() == 0) w.setZero(q.size());
    Vector<double> v = Vector<double>::Zero(q.size());
    for (int k = 0; k < steps; ++k) {
        v = momentum * v - rate * (q.hessian * (w - q.minimum));
        w += v;
    }
    return w;
}

/// The covered share of gradient descent's way to w* along an eigenvector of H:     1 - (1 - rate l)^steps
inline double progress(double eigenvalue, double rate, int steps) {
    const double x = rate * eigenvalue;
    return x < 1 ? -std::expm1(steps * std::log1p(-x)) : 1 - std::pow(1 - x, steps);
}

/// The remaining share of the way, (1 - rate l)^steps, with all its digits even if it is tiny.
inline double remainder(double eigenvalue, double rate, int steps) {
    const double x = rate * eigenvalue;
    return x < 1 ? std::exp(steps * std::log1p(-x)) : std::pow(1 - x, steps);
}

/// The weight decay that has the effect of stopping after `steps` on directions of small curvature:
///
///     a = 1 / (rate steps)
///
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.44.
inline double equivalent_strength(double rate, int steps) { return 1 / (rate * steps); }

/// The weight decay that has exactly the effect of stopping after `steps` on the direction of eigenvalue l:
///
///     a = l r / (1 - r),   r = (1 - rate l)^steps
///
/// a depends on l: early stopping is weight decay with a separate strength for each direction.
inline double equivalent_strength(double eigenvalue, double rate, int steps) {
    if (eigenvalue == 0) return equivalent_strength(rate, steps);
    return eigenvalue * remainder(eigenvalue, rate, steps) / progress(eigenvalue, rate, steps);
}

}  // namespace regula::inline REGULA_ABI::theory
