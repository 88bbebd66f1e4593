#pragma once

#include <regula/linear/entrywise.hpp>
#include <regula/loss/gamma.hpp>
#include <regula/loss/huber.hpp>
#include <regula/loss/log_softmax.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/poisson.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Properties of a loss that the solvers of linear models need besides its verbs:
///
///     independent_outputs     whether each output can be fitted alone
///     attained                whether a linear model without a penalty always attains the least loss
///     of_residuals            whether the loss depends on y - t alone, so that a level of t means nothing
///     require_targets(t)      throws std::invalid_argument unless the loss takes targets t
///     steepness(t)            the largest second derivative of the loss of a sample along one output, or its
///                             mean at the best intercept, if it has no largest
///     above(loss, y, t, g, s) J(y) + J*(s g) - s y'g,  with g = dJ/dy and s in [0, 1]
///
/// The last is the cost of scaling a dual point by s (Fenchel's inequality): it is never negative, and 0 for
/// s = 1. `Model`, if there is one, is the loss with other second derivatives for the solver's models.
template <class Loss>
struct Dual {
    static constexpr bool known = false;
};

template <>
struct Dual<SquaredError> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr bool attained = true;
    static constexpr bool of_residuals = true;
    static void require_targets(const auto&) {}
    static double steepness(const auto&) { return 1; }

    /// m/2 |(1 - s) g|^2
    static double above(const SquaredError&, const auto&, const auto&, const auto& g, double s) {
        return 0.5 * static_cast<double>(g.cols()) * (1 - s) * (1 - s) * g.squaredNorm();
    }
};

template <>
struct Dual<Huber> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr bool attained = true;
    static constexpr bool of_residuals = true;
    static void require_targets(const auto&) {}
    static double steepness(const auto&) { return 1; }

    /// Beyond delta a hundredth of delta / |r|, the second derivative of the parabola that touches the loss
    /// from above, in place of 0, which has no Newton step. All of it would need many more steps.
    struct Model : Huber {
        void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
            const double share = 1 / static_cast<double>(y.cols());
            const auto size = (y - t).array().abs();
            v = ((size <= delta).select(share, 0.01 * share * delta / size) * u.array()).matrix();
        }
    };

    /// (1 - s)^2 d^2 / 2 + (1 - s) d (|r| - d) of each residual r beyond delta, d = delta; within it d = |r|.
    static double above(const Huber& loss, const auto& y, const auto& t, const auto& g, double s) {
        const auto size = (y - t).array().abs();
        const auto near = size.min(loss.delta);
        return ((1 - s) * near * (0.5 * (1 - s) * near + (size - near))).sum() /
               static_cast<double>(g.cols());
    }
};

/// Throws std::invalid_argument unless all targets are probabilities.
inline void require_shares(const auto& t) {
    require(t.minCoeff() >= 0 && t.maxCoeff() <= 1,
            "coordinate_descent: the loss asks for targets in [0, 1], got ",
            t.minCoeff() < 0 ? t.minCoeff() : t.maxCoeff());
}

/// q log(q/p) for log p, and 0 for q = 0: a term of the Kullback-Leibler divergence.
inline double divergence(double q, double log_p) { return q > 0 ? q * (std::log(q) - log_p) : 0.0; }

/// The mean over the samples of the sum of term(i, j) over the outputs i of sample j.
double mean_of_terms(const auto& g, const auto& term) {
    double sum = 0;
    for (Index j = 0; j < g.cols(); ++j)
        for (Index i = 0; i < g.rows(); ++i) sum += term(i, j);
    return sum / static_cast<double>(g.cols());
}

template <>
struct Dual<Logistic> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr bool attained = false;
    static constexpr bool of_residuals = false;
    static void require_targets(const auto& t) { require_shares(t); }
    static double steepness(const auto&) { return 0.25; }

    /// The mean divergence of q = t + s m g, probabilities between the target's and the model's, from p.
    static double above(const Logistic&, const auto& y, const auto& t, const auto& g, double s) {
        if (s == 1) return 0;
        const double m = static_cast<double>(g.cols());
        return mean_of_terms(g, [&](Index i, Index j) {
            const double q = t(i, j) + s * m * g(i, j), rest = std::log1p(std::exp(-std::abs(y(i, j))));
            return divergence(q, -std::max(-y(i, j), 0.0) - rest) +
                   divergence(1 - q, -std::max(y(i, j), 0.0) - rest);
        });
    }
};

template <>
struct Dual<SoftmaxCrossEntropy> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = false;
    static constexpr bool attained = false;
    static constexpr bool of_residuals = false;
    static void require_targets(const auto& t) {
        require_shares(t);
        require((t.colwise().sum().array() - 1).abs().maxCoeff() <= 1e-12,
                "coordinate_descent: the targets of each sample must sum to 1");
    }
    static double steepness(const auto&) { return 0.25; }

    /// The mean divergence of q = t + s m g from p.
    static double above(const SoftmaxCrossEntropy&, const auto& y, const auto& t, const auto& g, double s) {
        if (s == 1) return 0;
        const double m = static_cast<double>(g.cols());
        const Matrix<double> log_p = log_softmax(y);
        return mean_of_terms(
            g, [&](Index i, Index j) { return divergence(t(i, j) + s * m * g(i, j), log_p(i, j)); });
    }
};

/// q log(q/p) - q + p for log p: the divergence of one mean from another, Poisson's.
inline double divergence_of_means(double q, double log_p) {
    if (!(q > 0)) return std::exp(log_p);
    const double apart = log_p - std::log(q);
    return q * (std::expm1(apart) - apart);
}

template <>
struct Dual<PoissonLoss> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr bool attained = false;
    static constexpr bool of_residuals = false;
    static void require_targets(const auto& t) {
        require(t.minCoeff() >= 0, "coordinate_descent: PoissonLoss asks for targets >= 0, got ",
                t.minCoeff());
        require((t.rowwise().maxCoeff().array() > 0).all(),
                "coordinate_descent: PoissonLoss asks for a target > 0 of each output, got zeros alone");
    }
    static double steepness(const auto& t) { return t.mean(); }

    /// The mean divergence of q = t + s m g, between the target and the model's mean, from that mean.
    static double above(const PoissonLoss&, const auto& y, const auto& t, const auto& g, double s) {
        if (s == 1) return 0;
        const double m = static_cast<double>(g.cols());
        return mean_of_terms(
            g, [&](Index i, Index j) { return divergence_of_means(t(i, j) + s * m * g(i, j), y(i, j)); });
    }
};

template <>
struct Dual<GammaLoss> {
    static constexpr bool known = true;
    static constexpr bool independent_outputs = true;
    static constexpr bool attained = true;
    static constexpr bool of_residuals = false;
    static void require_targets(const auto& t) {
        require(t.minCoeff() > 0, "coordinate_descent: GammaLoss asks for targets > 0, got ", t.minCoeff());
    }
    static double steepness(const auto&) { return 1; }

    /// The mean divergence of q = 1 - s m g, between 1 and the ratio of target and mean, from that ratio.
    static double above(const GammaLoss&, const auto& y, const auto& t, const auto& g, double s) {
        if (s == 1) return 0;
        const double m = static_cast<double>(g.cols());
        return mean_of_terms(g, [&](Index i, Index j) {
            return divergence_of_means(1 - s * m * g(i, j), std::log(t(i, j)) - y(i, j));
        });
    }
};

/// A loss that the solvers of linear models take.
template <class L>
concept LinearLoss = CurvedLoss<L> && Dual<L>::known;

}  // namespace regula::inline REGULA_ABI
