#pragma once

#include <regula/theory/pseudoinverse.hpp>
#include <regula/theory/weight_decay.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// A minimum under |w| <= radius, and the multiplier a that makes L2{a} a penalty with the same minimum.
struct Constrained {
    Vector<double> w;
    double multiplier = 0;  ///< 0 where the constraint does not bind
};

/// The minimum of a quadratic under |w|_2 <= radius:     w = (H + a I)^-1 H w*   with   |w| = radius, a > 0
///
/// or, with a = 0, w* if that lies inside, or the shortest of the minima if that does. a is the root of
/// 1/radius - 1/|w(a)|, nearly a straight line, found by Newton's method, kept between bounds.
///
/// Throws std::invalid_argument for a radius that is not positive.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.2; More and Sorensen (1983), "Computing a trust
/// region step".
inline Constrained constrained_minimum(const Quadratic& q, double radius) {
    q.check();
    require(radius > 0, "constrained_minimum: radius must be > 0, got ", radius);
    if (q.minimum.norm() <= radius) return {q.minimum};
    if (Vector<double> shortest = minimum_norm(q); shortest.norm() <= radius) return {std::move(shortest)};
    const Vector<double> pull = q.hessian * q.minimum;
    double low = 0, high = pull.norm() / radius;  // |w(a)| <= |H w*| / a
    double a = high / 2;
    for (int k = 0; k < 200; ++k) {
        Matrix<double> shifted = q.hessian;
        shifted.diagonal().array() += a;
        const Eigen::LDLT<Matrix<double>> factor{shifted};
        const Vector<double> w = factor.solve(pull);
        const double norm = w.norm(), slope = -w.dot(factor.solve(w)) / norm;  // of |w(a)|
        (norm > radius ? low : high) = a;
        double next = a - (norm - radius) / slope * (norm / radius);
        if (!(next > low && next < high)) next = (low + high) / 2;
        const bool still = std::abs(next - a) <= 1e-15 * a || high - low <= 1e-15 * high;
        a = next;
        if (still) break;
    }
    return {weight_decay_minimum(q, a), a};
}

/// The radius that L2{strength} amounts to:     k(a) = |w~(a)|, which falls as a grows.
inline double equivalent_radius(const Quadratic& q, double strength) {
    return weight_decay_minimum(q, strength).norm();
}

}  // namespace regula::inline REGULA_ABI::theory
