#pragma once

#include <regula/core/numeric/root.hpp>
#include <regula/theory/proximal.hpp>
#include <regula/theory/pseudoinverse.hpp>
#include <regula/theory/weight_decay.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// A minimum under |w| <= radius, and the multiplier a for which L2{a} has the same minimum.
struct Constrained {
    Vector<double> w;
    double multiplier = 0;  ///< 0 if the constraint is not active
};

/// The minimum of a quadratic under |w|_2 <= radius:     w = (H + a I)^-1 H w*   with   |w| = radius, a > 0
///
/// or, with a = 0, w* if it lies inside, or else the minimum of least norm if that does. a is the root of the
/// nearly linear function 1/radius - 1/|w(a)|, by Newton's method within bounds.
///
/// Throws std::invalid_argument for a radius that is not positive.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.2; More and Sorensen (1983), "Computing a trust
/// region step".
template <class = OnUse>
Constrained constrained_minimum(const Quadratic& q, double radius) {
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
        const Eigen::LLT<Matrix<double>> factor{shifted};
        if (factor.info() != Eigen::Success) {  // nearly singular: |w(a)| is large
            low = a, a = (low + high) / 2;
            continue;
        }
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

/// The radius equivalent to L2{strength}:     k(a) = |w~(a)|. It falls as a grows.
template <class = OnUse>
double equivalent_radius(const Quadratic& q, double strength) {
    return weight_decay_minimum(q, strength).norm();
}

/// The limit equivalent to a penalty:     k = Omega(w~), w~ the minimum of J + Omega
///
/// constrained(penalty, k) has the same minimum, for any convex penalty with a prox. The penalty acts on w as
/// one column, or as a matrix of `columns`.
template <ProximalPenalty P>
double equivalent_limit(const Quadratic& q, const P& penalty, Index columns = 1) {
    const Vector<double> w = proximal_minimum(q, penalty, columns).w;
    return static_cast<double>(penalty.value(w.reshaped(q.size() / columns, columns)));
}

/// The strength equivalent to a limit: the a for which J + a Omega and constrained(Omega, limit) have the
/// same minimum, the Karush-Kuhn-Tucker multiplier; 0 if w* is within the limit.
///
/// Omega is the penalty with strength 1; its own strength is ignored. The limit equivalent to a falls as a
/// grows, so a root search finds a to rounding, with one proximal_minimum per trial. H must be positive
/// definite. Throws std::invalid_argument for a limit that is not positive.
/// Goodfellow, Bengio and Courville, Deep Learning, equations 7.25 to 7.28.
template <ProximalPenalty P>
requires requires(P penalty) { penalty.strength = 1; }
double equivalent_strength(const Quadratic& q, P penalty, double limit, Index columns = 1) {
    require(limit > 0, "equivalent_strength: limit must be > 0, got ", limit);
    penalty.strength = 1;
    const auto cost = [&, unit = penalty](const Vector<double>& w) {
        return static_cast<double>(unit.value(w.reshaped(q.size() / columns, columns)));
    };
    if (cost(q.minimum) <= limit) return 0;
    return root_of_falling([&](double strength) {
        penalty.strength = strength;
        return cost(proximal_minimum(q, penalty, columns).w) - limit;
    });
}

}  // namespace regula::inline REGULA_ABI::theory
