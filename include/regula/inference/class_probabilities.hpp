#pragma once

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

/// The probabilities of the classes, classes x samples, of scores that are independent and normal: about the
/// mean of their softmax, which is less sure than the softmax of their means. Of one score, the probability of
/// class 1, by expected_sigmoid; of K scores each class against each other one by it,
///
///     p_k = 1 / (1 + sum_{i != k} exp(-(m_k - m_i) / sqrt(1 + pi (v_k + v_i) / 8))),   rescaled to sum 1
///
/// Lu, Ie and Sha (2021), "Mean-field approximation to Gaussian-softmax integral with application to
/// uncertainty estimation".
template <class Scalar>
Matrix<Scalar> class_probabilities(const Gaussian<Scalar>& scores) {
    const auto& [m, v] = scores;
    Matrix<Scalar> p(m.rows(), m.cols());
    for (Index j = 0; j < m.cols(); ++j) {
        const auto variance = [&](Index i) { return scores.certain() ? 0.0 : static_cast<double>(v(i, j)); };
        for (Index k = 0; k < m.rows(); ++k) {
            if (m.rows() == 1) {
                p(k, j) = static_cast<Scalar>(expected_sigmoid(static_cast<double>(m(k, j)), variance(k)));
                continue;
            }
            double odds = 0;  // against class k
            for (Index i = 0; i < m.rows(); ++i)
                if (i != k)
                    odds += std::exp(-static_cast<double>(m(k, j) - m(i, j)) /
                                     std::sqrt(1 + std::numbers::pi / 8 * (variance(k) + variance(i))));
            p(k, j) = static_cast<Scalar>(1 / (1 + odds));
        }
        if (m.rows() > 1) p.col(j) /= p.col(j).sum();
    }
    return p;
}

}  // namespace regula::inline REGULA_ABI
