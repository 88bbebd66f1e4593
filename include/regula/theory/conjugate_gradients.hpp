#pragma once

#include <regula/theory/quadratic.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// The result of conjugate gradients.
struct Solution {
    Vector<double> x;
    double residual = 0;   ///< |b - (H + a I) x| / |b|, computed anew from x
    int steps = 0;         ///< products with H
    double curvature = 0;  ///< the smallest d'(H + a I)d / d'd of all directions taken
    bool definite() const { return curvature > 0; }  ///< if not, x is where they met curvature <= 0
};

/// Solves (H + a I) x = b without a matrix, for a symmetric map H with H + a I positive definite, until the
/// residual is below `tolerance`, or for `steps` steps (10 n if not given). Stops at a direction of zero or
/// negative curvature and reports it.
///
/// Hestenes and Stiefel (1952), "Methods of conjugate gradients for solving linear systems".
Solution conjugate_gradients(SymmetricMap auto&& map, const Vector<double>& b, double strength = 0,
                             double tolerance = 1e-12, int steps = -1) {
    require(b.size() == map.size(), "conjugate_gradients: b must have ", map.size(), " entries, got ",
            b.size());
    require(strength >= 0, "conjugate_gradients: strength must be >= 0, got ", strength);
    Solution found{Vector<double>::Zero(b.size()), 0, 0, HUGE_VAL};
    if (steps < 0) steps = 10 * static_cast<int>(b.size());
    Vector<double> left = b, direction = b, bent;
    double square = left.squaredNorm();
    const double enough = tolerance * tolerance * square;
    while (found.steps < steps && square > enough) {
        bent = map.times(direction);
        bent += strength * direction;
        ++found.steps;
        const double curve = direction.dot(bent);
        found.curvature = std::min(found.curvature, curve / direction.squaredNorm());
        if (!found.definite()) break;
        found.x += square / curve * direction;
        left -= square / curve * bent;
        const double before = square;
        square = left.squaredNorm();
        direction = left + square / before * direction;
    }
    if (b.isZero(0)) return found;
    bent = map.times(found.x);
    found.residual = (b - bent - strength * found.x).norm() / b.norm();
    return found;
}

/// The minimum under L2{strength} of a function whose Hessian is a map:
///
///     w~ = w* - a (H + a I)^-1 w*
inline Solution weight_decay_minimum(SymmetricMap auto&& map, const Vector<double>& minimum, double strength,
                                     double tolerance = 1e-12) {
    Solution found = conjugate_gradients(map, -strength * minimum, strength, tolerance);
    found.x += minimum;
    return found;
}

}  // namespace regula::inline REGULA_ABI::theory
