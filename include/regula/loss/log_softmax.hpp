#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Replaces scores (classes x samples) by their log probabilities, column by column. Allocates nothing.
void to_log_softmax(auto& scores) {
    for (auto y : scores.colwise()) {
        y.array() -= y.maxCoeff();
        y.array() -= std::log(y.array().exp().sum());
    }
}

/// log softmax(y_j) = y_j - log sum_i exp y_ij, column by column: the log probabilities of scores (classes x
/// samples).
template <class Scores>
Matrix<typename Scores::Scalar> log_softmax(const Scores& scores) {
    Matrix<typename Scores::Scalar> logs = scores;
    to_log_softmax(logs);
    return logs;
}

}  // namespace regula::inline REGULA_ABI
