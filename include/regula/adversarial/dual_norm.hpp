#pragma once

#include <regula/constraint/l1_ball.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/constraint/l_infinity_ball.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The largest value of a linear function w'r on a ball, radius |w|_*, with the dual norm of w: the L1 norm
/// for the maximum norm, L2 for L2, and the maximum norm for L1.
///
/// Boyd and Vandenberghe, Convex Optimization, section A.1.6.
double largest_on(const LInfinityBall& ball, const auto& w) {
    return ball.radius * static_cast<double>(w.template lpNorm<1>());
}
double largest_on(const L2Ball& ball, const auto& w) { return ball.radius * static_cast<double>(w.norm()); }
double largest_on(const L1Ball& ball, const auto& w) {
    return ball.radius * static_cast<double>(w.template lpNorm<Eigen::Infinity>());
}

/// The point of the ball with that value, times `factor`, to `out`: `factor` times a subgradient by w.
/// add(out, expression) adds it, or takes it away.
void largest_at(const LInfinityBall& ball, const auto& w, double factor, const auto& add) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    add(static_cast<Scalar>(factor * ball.radius) * w.cwiseSign());
}
void largest_at(const L2Ball& ball, const auto& w, double factor, const auto& add) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    if (const Scalar norm = w.norm(); norm > 0) add((static_cast<Scalar>(factor * ball.radius) / norm) * w);
}
void largest_at(const L1Ball& ball, const auto& w, double factor, const auto& add) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    Index at = 0;
    w.cwiseAbs().maxCoeff(&at);
    const auto part = static_cast<Scalar>(factor * ball.radius);
    add(w.NullaryExpr(w.size(), [&](Index i) {
        return i != at || w(i) == Scalar{0} ? Scalar{0} : w(i) > Scalar{0} ? part : -part;
    }));
}

}  // namespace regula::inline REGULA_ABI
