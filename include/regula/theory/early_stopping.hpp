#pragma once

#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// Where `steps` steps of gradient descent with momentum lead on a quadratic, from w(0), 0 if not given:
///
///     v <- m v - rate H (w - w*),   w <- w + v
///
/// step by step, exact for any rate; spectrum.hpp has the closed form.
inline Vector<double> descend(const Quadratic& q, double rate, int steps, double momentum = 0,
                              Vector<double> w = {}) {
    require(rate > 0 && momentum >= 0 && momentum < 1, "descend: needs rate > 0 and momentum in [0, 1), got ",
            rate, " and ", momentum);
    if (w.size() == 0) w.setZero(q.size());
    Vector<double> v = Vector<double>::Zero(q.size());
    for (int k = 0; k < steps; ++k) {
        v = momentum * v - rate * (q.hessian * (w - q.minimum));
        w += v;
    }
    return w;
}

/// The weight decay that does in the long run what stopping after `steps` does to directions of little
/// curvature:     a = 1 / (rate steps)       Goodfellow, Bengio and Courville, Deep Learning, equation 7.44.
inline double equivalent_strength(double rate, double steps) { return 1 / (rate * steps); }

/// The weight decay that does to the direction of eigenvalue l exactly what stopping after `steps` does:
///
///     a = l r / (1 - r),   r = (1 - rate l)^steps
///
/// a depends on l: early stopping is weight decay with a strength for each direction.
inline double equivalent_strength(double eigenvalue, double rate, double steps) {
    const double rest = std::pow(1 - rate * eigenvalue, steps);
    return eigenvalue * rest / (1 - rest);
}

}  // namespace regula::inline REGULA_ABI::theory
