#pragma once

#include <regula/core/numeric/cholesky.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// Minima of two quadratic objectives whose weights are tied:     J_1(a) + J_2(b) + s/2 |a - b|^2.
struct TiedMinima {
    Vector<double> first, second;
};

/// These minima for a strength s >= 0, by two linear equations:
///
///     (H_1 + s I) a - s b = H_1 w_1,    -s a + (H_2 + s I) b = H_2 w_2
///
/// s = 0 gives the two minima, s to infinity shared_minimum. Goodfellow, Bengio and Courville, Deep Learning,
/// section 7.9.
template <class = OnUse>
TiedMinima tied_minima(const Quadratic& one, const Quadratic& two, double strength) {
    require(strength >= 0, "tied_minima: strength must be >= 0, got ", strength);
    const Index n = one.minimum.size();
    require(n == two.minimum.size(), "tied_minima: both objectives need as many weights, got ", n, " and ",
            two.minimum.size());
    Matrix<double> h = Matrix<double>::Zero(2 * n, 2 * n);
    h.topLeftCorner(n, n) = one.hessian;
    h.bottomRightCorner(n, n) = two.hessian;
    h.diagonal().array() += strength;
    h.topRightCorner(n, n).diagonal().array() -= strength;
    h.bottomLeftCorner(n, n).diagonal().array() -= strength;
    Vector<double> right(2 * n);
    right << one.hessian * one.minimum, two.hessian * two.minimum;
    const Vector<double> both = Eigen::LLT<Matrix<double>>{h}.solve(right);
    return {both.head(n), both.tail(n)};
}

/// The minimum of J_1(w) + J_2(w), with hard tying:     (H_1 + H_2) w = H_1 w_1 + H_2 w_2
template <class = OnUse>
Vector<double> shared_minimum(const Quadratic& one, const Quadratic& two) {
    require(one.minimum.size() == two.minimum.size(),
            "shared_minimum: both objectives need as many weights, got ", one.minimum.size(), " and ",
            two.minimum.size());
    return Eigen::LLT<Matrix<double>>{one.hessian + two.hessian}.solve(one.hessian * one.minimum +
                                                                       two.hessian * two.minimum);
}

}  // namespace regula::inline REGULA_ABI::theory
