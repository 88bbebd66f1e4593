#pragma once

#include <regula/core/error.hpp>
#include <regula/core/numeric/gaussian.hpp>
#include <regula/inference/expected_softmax.hpp>

#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI {

/// An approximation of E 1/(1 + exp(-z)) for z ~ N(m, v):     1 / (1 + exp(-m / sqrt(1 + pi v / 8)))
///
/// with an error below 0.014 for |m| and sqrt(v) up to 6. MacKay (1992), "The evidence framework applied to
/// classification networks".
inline double expected_sigmoid(double mean, double variance) {
    return 1 / (1 + std::exp(-mean / std::sqrt(1 + std::numbers::pi / 8 * variance)));
}

/// Class probabilities (classes x samples) of independent normal scores: the mean of their softmax
/// (inference/expected_softmax.hpp). It is less confident than the softmax of the mean scores. For one score,
/// the result is the probability of class 1, by expected_sigmoid.
template <class Scalar>
Matrix<Scalar> class_probabilities(const Gaussian<Scalar>& scores) {
    const Index classes = scores.mean.rows();
    require(scores.certain() ||
                (scores.variance.rows() == classes && scores.variance.cols() == scores.mean.cols()),
            "class_probabilities: needs a variance for each mean, got ", scores.variance.rows(), " x ",
            scores.variance.cols(), " for ", classes, " x ", scores.mean.cols());
    Matrix<Scalar> p(classes, scores.mean.cols());
    Vector<Scalar> certain = Vector<Scalar>::Zero(classes), unused(classes);
    for (Index j = 0; j < p.cols(); ++j) {
        const auto of = [&](const auto& mean, const auto& variance) {
            if (classes == 1)
                p(0, j) = static_cast<Scalar>(
                    expected_sigmoid(static_cast<double>(mean[0]), static_cast<double>(variance[0])));
            else
                expected_log_sum_exp(mean, variance, p.col(j), unused);
        };
        if (scores.certain())
            of(scores.mean.col(j), certain);
        else
            of(scores.mean.col(j), scores.variance.col(j));
        if (classes > 1) p.col(j) /= p.col(j).sum();
    }
    return p;
}

}  // namespace regula::inline REGULA_ABI
