#pragma once

#include <regula/linear/entrywise.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// What the solvers of linear models must know of a loss besides its verbs. With g = dJ/dy at some scores y,
/// the dual objective at the point -s g, which for each s in [0, 1] is at most the least of
/// J(y) + Omega(w) as long as Omega*(-s X g) is finite:
///
///     -J*(s g) - Omega*(-s X g)
///
/// and `steepest`, the largest second derivative of the loss of a sample along one output.
template <class Loss>
struct Dual {
    static constexpr bool known = false;
};

template <>
struct Dual<SquaredError> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr double steepest = 1;

    /// -J*(s g) = -s g't - m/2 |s g|^2
    static double value(const auto& g, const auto& t, double s) {
        const double m = static_cast<double>(g.cols());
        return -s * g.cwiseProduct(t).sum() - 0.5 * m * s * s * g.squaredNorm();
    }
};

/// -q log q, and 0 for q = 0
inline double entropy(double q) { return q > 0 ? -q * std::log(q) : 0.0; }

template <>
struct Dual<Logistic> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr double steepest = 0.25;

    /// The mean entropy of q = t + s m g, probabilities between the target's and the model's.
    static double value(const auto& g, const auto& t, double s) {
        const double m = static_cast<double>(g.cols());
        double sum = 0;
        for (Index j = 0; j < g.cols(); ++j)
            for (Index i = 0; i < g.rows(); ++i) {
                const double q = t(i, j) + s * m * g(i, j);
                sum += entropy(q) + entropy(1 - q);
            }
        return sum / m;
    }
};

template <>
struct Dual<SoftmaxCrossEntropy> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = false;
    static constexpr double steepest = 0.25;

    static double value(const auto& g, const auto& t, double s) {
        const double m = static_cast<double>(g.cols());
        double sum = 0;
        for (Index j = 0; j < g.cols(); ++j)
            for (Index i = 0; i < g.rows(); ++i) sum += entropy(t(i, j) + s * m * g(i, j));
        return sum / m;
    }
};

/// A loss that the solvers of linear models take.
template <class L>
concept LinearLoss = CurvedLoss<L> && Dual<L>::known;

/// The dual objective of a linear model at the point of scores with the loss gradient g (outputs x samples),
/// scaled down until the conjugate of the penalty is finite; `slope` is X g, features x outputs.
///
/// A weight that no penalty holds asks for a slope of exactly 0. What rounding leaves there is charged as
/// |slope w|, as for an intercept.
template <class Loss, class P>
double dual_objective(const auto& g, const auto& t, const Matrix<double>& slope, const Matrix<double>& w,
                      const Entrywise<P>& penalty) {
    const auto infinite = [](double x) { return x == std::numeric_limits<double>::infinity(); };
    double s = 1;
    for (Index c = 0; c < slope.cols(); ++c)
        for (Index j = 0; j < slope.rows(); ++j) {
            const double y = slope(j, c);
            const auto entry = penalty(j, c);
            if (entry.free() || !infinite(entry.conjugate(s * y))) continue;
            s = std::abs(y - entry.prox(y, 1)) / std::abs(y);  // y - prox(y) is where the conjugate is finite
            while (s > 0 && infinite(entry.conjugate(s * y))) s *= 1 - 0x1p-51;
        }
    double conjugate = 0;
    for (Index c = 0; c < slope.cols(); ++c)
        for (Index j = 0; j < slope.rows(); ++j) {
            const auto entry = penalty(j, c);
            conjugate += entry.free() ? std::abs(slope(j, c) * w(j, c)) : entry.conjugate(s * slope(j, c));
        }
    return Dual<Loss>::value(g, t, s) - conjugate;
}

}  // namespace regula::inline REGULA_ABI
