#pragma once

#include <regula/core/numeric/gauss_hermite.hpp>
#include <regula/core/numeric/gaussian.hpp>
#include <regula/inference/expected_softmax.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The expected loss of independent normal outputs y with means m and variances v, and its gradients dy.mean
/// and dy.variance. Targets are those of the loss. Squared error, exactly:
///
///     E J = 1/m sum_j 1/2 (|m_j - t_j|^2 + |v_j|_1)
template <class Scalar>
double expected_loss(const SquaredError& loss, const Gaussian<Scalar>& y, const auto& t,
                     Gaussian<Scalar>& dy) {
    const double share = 1 / static_cast<double>(y.mean.cols());
    loss.gradient(y.mean, t, dy.mean);
    dy.variance.setConstant(y.mean.rows(), y.mean.cols(), static_cast<Scalar>(share / 2));
    return loss.value(y.mean, t) + share / 2 * static_cast<double>(y.variance.sum());
}

/// Logistic loss, by Gauss-Hermite quadrature with 10 points z_i and weights w_i:
///
///     E J = 1/m sum_j sum_i w_i softplus(m_j + sqrt(v_j) z_i) - t_j m_j
///
/// The error per output is below 0.0002 up to v = 4 and below 0.04 up to v = 36. The gradient is that of the
/// sum. A v below 1e-10 counts as 1e-10.
template <class Scalar>
double expected_loss(const Logistic& loss, const Gaussian<Scalar>& y, const auto& t, Gaussian<Scalar>& dy) {
    static const Quadrature rule = gauss_hermite(10);
    loss.gradient(y.mean, t, dy.mean);
    dy.variance.resize(y.mean.rows(), y.mean.cols());
    const double share = 1 / static_cast<double>(y.mean.cols());
    double more = 0;  // beyond the loss of the means
    for (Index j = 0; j < y.mean.size(); ++j) {
        const double m = static_cast<double>(y.mean(j));
        const double s = std::sqrt(std::max(1e-10, static_cast<double>(y.variance(j))));
        double by_mean = -1 / (1 + std::exp(-m)), by_stddev = 0;
        more -= std::max(m, 0.0) + std::log1p(std::exp(-std::abs(m)));
        for (Index i = 0; i < rule.nodes.size(); ++i) {
            const double z = m + s * rule.nodes[i], slope = 1 / (1 + std::exp(-z));
            more += rule.weights[i] * (std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))));
            by_mean += rule.weights[i] * slope;
            by_stddev += rule.weights[i] * rule.nodes[i] * slope;
        }
        dy.mean(j) += static_cast<Scalar>(share * by_mean);
        dy.variance(j) = static_cast<Scalar>(share * by_stddev / (2 * s));
    }
    return loss.value(y.mean, t) + share * more;
}

/// Softmax and cross-entropy, by two one-dimensional integrals (inference/expected_softmax.hpp):
///
///     E J = 1/m sum_j (|t_j|_1 E log sum_i exp y_ij - t_j'm_j)
///
/// The error is below 0.01 for variances up to 4. A second-order expansion in the deviations is cheaper, but
/// misses the effect of large deviations on a confident network.
template <class Scalar, class Targets>
double expected_loss(const SoftmaxCrossEntropy&, const Gaussian<Scalar>& y, const Targets& t,
                     Gaussian<Scalar>& dy) {
    require_targets(y.mean, t, "SoftmaxCrossEntropy");
    const double share = 1 / static_cast<double>(y.mean.cols());
    dy.mean.resize(y.mean.rows(), y.mean.cols());
    dy.variance.resize(y.mean.rows(), y.mean.cols());
    double sum = 0;
    for (Index j = 0; j < y.mean.cols(); ++j) {
        const double normalizer =
            expected_log_sum_exp(y.mean.col(j), y.variance.col(j), dy.mean.col(j), dy.variance.col(j));
        double mass = 1;
        if constexpr (std::same_as<Targets, Labels>) {
            sum += normalizer - static_cast<double>(y.mean(t[j], j));
            dy.mean(t[j], j) -= Scalar{1};
        } else {
            mass = static_cast<double>(t.col(j).sum());
            sum += mass * normalizer - target_score(t.col(j), y.mean.col(j));
            dy.mean.col(j) = static_cast<Scalar>(mass) * dy.mean.col(j) - t.col(j);
        }
        dy.mean.col(j) *= static_cast<Scalar>(share);
        dy.variance.col(j) *= static_cast<Scalar>(mass * share);
    }
    return share * sum;
}

/// A loss with an expected_loss. For your own loss, define expected_loss in the namespace of the loss.
template <class L>
concept ExpectedLoss = requires(const L& loss, const Gaussian<double>& y, const Matrix<double>& t,
                                Gaussian<double>& dy) {
    { expected_loss(loss, y, t, dy) } -> std::convertible_to<double>;
};

}  // namespace regula::inline REGULA_ABI
