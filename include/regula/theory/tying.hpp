#pragma once

#include <regula/core/numeric/cholesky.hpp>
#include <regula/theory/quadratic.hpp>

#include <limits>

namespace regula::inline REGULA_ABI::theory {

/// Minima of two quadratic objectives whose weights are tied:     J_1(a) + J_2(b) + s/2 |a - b|^2.
struct TiedMinima {
    Vector<double> first, second;
};

/// The solution of H w = r. Throws std::invalid_argument unless H is positive definite to rounding: each
/// pivot must exceed the rounding errors of its diagonal entry.
template <class = OnUse>
Vector<double> solve_positive_definite(const Matrix<double>& h, const Vector<double>& right,
                                       const char* who) {
    const Eigen::LLT<Matrix<double>> factor{h};
    const double rounding = static_cast<double>(h.rows()) * std::numeric_limits<double>::epsilon();
    bool definite = factor.info() == Eigen::Success;
    for (Index i = 0; definite && i < h.rows(); ++i) {
        const double pivot = factor.matrixLLT()(i, i);
        definite = pivot * pivot > rounding * h(i, i);
    }
    require(definite, who, ": the objectives together must have one minimum, got a singular sum of Hessians");
    return factor.solve(right);
}

/// The two objectives as arguments: each valid, and of equally many weights.
template <class = OnUse>
void require_same_weights(const Quadratic& one, const Quadratic& two, const char* who) {
    one.check();
    two.check();
    require(one.size() == two.size(), who, ": both objectives need as many weights, got ", one.size(),
            " and ", two.size());
}

/// These minima for a strength s >= 0, which may be infinite. The first equation gives a - b in terms of b:
///
///     (H_2 + P) b = H_2 w_2 + P w_1,    a = b + P_s (w_1 - b),    P = (I + H_1/s)^-1 H_1,    P_s = P/s
///
/// No term grows with s, so the result is exact to rounding for every strength. s = 0 gives the two minima,
/// infinity shared_minimum. Throws std::invalid_argument if the minimum is not unique. Goodfellow, Bengio and
/// Courville, Deep Learning, section 7.9.
template <class = OnUse>
TiedMinima tied_minima(const Quadratic& one, const Quadratic& two, double strength) {
    require(strength >= 0, "tied_minima: strength must be >= 0, got ", strength);
    require_same_weights(one, two, "tied_minima");
    if (strength == 0) return {one.minimum, two.minimum};
    const Matrix<double> identity = Matrix<double>::Identity(one.size(), one.size());
    const Matrix<double> p = Eigen::LLT<Matrix<double>>{identity + one.hessian / strength}.solve(one.hessian);
    const Vector<double> second =
        solve_positive_definite(two.hessian + p, two.hessian * two.minimum + p * one.minimum, "tied_minima");
    return {second + p * (one.minimum - second) / strength, second};
}

/// The minimum of J_1(w) + J_2(w), with hard tying:     (H_1 + H_2) w = H_1 w_1 + H_2 w_2
///
/// Throws std::invalid_argument if the minimum is not unique.
template <class = OnUse>
Vector<double> shared_minimum(const Quadratic& one, const Quadratic& two) {
    require_same_weights(one, two, "shared_minimum");
    return solve_positive_definite(one.hessian + two.hessian,
                                   one.hessian * one.minimum + two.hessian * two.minimum, "shared_minimum");
}

}  // namespace regula::inline REGULA_ABI::theory
