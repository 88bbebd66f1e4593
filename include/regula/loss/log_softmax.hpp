#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// log softmax(y_j) = y_j - log sum_i exp y_ij, column by column: the log probabilities of scores (classes x
/// samples).
template <class Scores>
Matrix<typename Scores::Scalar> log_softmax(const Scores& scores) {
    Matrix<typename Scores::Scalar> logs = scores;
    for (auto y : logs.colwise()) {
        y.array() -= y.maxCoeff();
        y.array() -= std::log(y.array().exp().sum());
    }
    return logs;
}

}  // namespace regula::inline REGULA_ABI
