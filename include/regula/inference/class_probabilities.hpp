#pragma once

#include <regula/core/gauss_hermite.hpp>
#include <regula/core/gaussian.hpp>

#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI {

/// E 1/(1 + exp(-z)) of z ~ N(m, v), about:     1 / (1 + exp(-m / sqrt(1 + pi v / 8)))
///
/// off by less than 0.014 for |m| and sqrt(v) up to 6. MacKay (1992), "The evidence framework applied to
/// classification networks".
inline double expected_sigmoid(double mean, double variance) {
    return 1 / (1 + std::exp(-mean / std::sqrt(1 + std::numbers::pi / 8 * variance)));
}

/// The probabilities of the classes, classes x samples, of scores that are independent and normal: the mean
/// of their softmax, which is less sure than the softmax of their means. Of one score it is the probability of
/// class 1, by expected_sigmoid. Of more it is the chance that a score is the largest once each has got a
/// Gumbel variable, an integral over one dimension,
///
///     p_k = int -phi_k'(u) prod_{i != k} phi_i(u) du,   phi_i(u) = E exp(-u exp(y_i))
///
/// by the trapezoidal rule in log u, with the rule of Gauss and Hermite with 10 points for E: off by less than
/// 0.01 for variances up to 4. Gumbel (1954), "Statistical theory of extreme values", for the trick; some
/// 500 exponentials a score.
template <class Scalar>
Matrix<Scalar> class_probabilities(const Gaussian<Scalar>& scores) {
    static const Quadrature rule = gauss_hermite(10);
    const Index classes = scores.mean.rows();
    Matrix<Scalar> p(classes, scores.mean.cols());
    Matrix<double> y(classes, rule.nodes.size()), decay = y;  // exp(y), exp(-u exp(y)) at the nodes
    Vector<double> phi(classes), slope(classes), sum(classes);
    for (Index j = 0; j < p.cols(); ++j) {
        const Vector<double> mean = scores.mean.col(j).template cast<double>();
        Vector<double> variance = Vector<double>::Zero(classes);
        if (!scores.certain()) variance = scores.variance.col(j).template cast<double>();
        if (classes == 1) {
            p(0, j) = static_cast<Scalar>(expected_sigmoid(mean[0], variance[0]));
            continue;
        }
        y = variance.cwiseSqrt() * rule.nodes.transpose();
        y.colwise() += mean;
        y = (y.array() - y.maxCoeff()).exp();
        sum.setZero();
        double none = 1;  // the chance of nothing above -log u
        for (double u = 1e-7; none > 1e-9; u *= 1.6) {
            decay = (-u * y.array()).exp();
            phi = decay * rule.weights;
            decay.array() *= u * y.array();
            slope = decay * rule.weights;
            none = phi.prod();
            for (Index k = 0; k < classes; ++k)
                if (phi[k] > 1e-200) sum[k] += slope[k] / phi[k] * none;
        }
        p.col(j) = (sum / sum.sum()).template cast<Scalar>();
    }
    return p;
}

}  // namespace regula::inline REGULA_ABI
