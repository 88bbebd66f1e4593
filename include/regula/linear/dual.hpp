#pragma once

#include <regula/linear/entrywise.hpp>
#include <regula/loss/log_softmax.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Properties of a loss that the solvers of linear models need besides its verbs:
///
///     independent_outputs    whether each output can be fitted alone
///     attained               whether a linear model without a penalty always attains the least loss
///     steepest               the largest second derivative of the loss of a sample along one output
///     above(y, t, g, s)      J(y) + J*(s g) - s y'g,  with g = dJ/dy and s in [0, 1]
///
/// The last is the cost of scaling a dual point by s (Fenchel's inequality): it is never negative, and 0 for
/// s = 1.
template <class Loss>
struct Dual {
    static constexpr bool known = false;
};

template <>
struct Dual<SquaredError> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr bool attained = true;
    static constexpr double steepest = 1;

    /// m/2 |(1 - s) g|^2
    static double above(const auto&, const auto&, const auto& g, double s) {
        return 0.5 * static_cast<double>(g.cols()) * (1 - s) * (1 - s) * g.squaredNorm();
    }
};

/// q log(q/p) for log p, and 0 for q = 0: a term of the Kullback-Leibler divergence.
inline double divergence(double q, double log_p) { return q > 0 ? q * (std::log(q) - log_p) : 0.0; }

template <>
struct Dual<Logistic> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr bool attained = false;
    static constexpr double steepest = 0.25;

    /// The mean divergence of q = t + s m g, probabilities between the target's and the model's, from p.
    static double above(const auto& y, const auto& t, const auto& g, double s) {
        if (s == 1) return 0;
        const double m = static_cast<double>(g.cols());
        double sum = 0;
        for (Index j = 0; j < g.cols(); ++j)
            for (Index i = 0; i < g.rows(); ++i) {
                const double q = t(i, j) + s * m * g(i, j), rest = std::log1p(std::exp(-std::abs(y(i, j))));
                sum += divergence(q, -std::max(-y(i, j), 0.0) - rest);
                sum += divergence(1 - q, -std::max(y(i, j), 0.0) - rest);
            }
        return sum / m;
    }
};

template <>
struct Dual<SoftmaxCrossEntropy> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = false;
    static constexpr bool attained = false;
    static constexpr double steepest = 0.25;

    /// The mean divergence of q = t + s m g from p.
    static double above(const auto& y, const auto& t, const auto& g, double s) {
        if (s == 1) return 0;
        const double m = static_cast<double>(g.cols());
        const Matrix<double> log_p = log_softmax(y);
        double sum = 0;
        for (Index j = 0; j < g.cols(); ++j)
            for (Index i = 0; i < g.rows(); ++i) sum += divergence(t(i, j) + s * m * g(i, j), log_p(i, j));
        return sum / m;
    }
};

/// A loss that the solvers of linear models take.
template <class L>
concept LinearLoss = CurvedLoss<L> && Dual<L>::known;

}  // namespace regula::inline REGULA_ABI
