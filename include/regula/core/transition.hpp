#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Label noise that depends on the class is a matrix: entry (i, j) is the probability that a sample of class j is taken for
/// one of class i. Columns sum to 1.
///
/// The symmetric one: with a probability another class, each as likely as the next.
inline Matrix<double> symmetric_transition(Index classes, double probability) {
    require(classes >= 2, "symmetric_transition: needs k >= 2 classes, got ", classes);
    require(probability >= 0 && probability <= 1, "symmetric_transition: probability must be in [0, 1], got ",
            probability);
    Matrix<double> chances =
        Matrix<double>::Constant(classes, classes, probability / static_cast<double>(classes - 1));
    chances.diagonal().setConstant(1 - probability);
    return chances;
}

/// Throws std::invalid_argument, in the name of `who`, for what is no such matrix.
inline void require_transition(const Matrix<double>& chances, const char* who) {
    require(chances.rows() >= 2 && chances.rows() == chances.cols(), who,
            ": chances must be a square matrix for k >= 2 classes, got ", chances.rows(), " x ",
            chances.cols());
    require((chances.array() >= 0).all(), who, ": every chance must be >= 0, got ", chances.minCoeff());
    for (Index j = 0; j < chances.cols(); ++j)
        require(std::abs(chances.col(j).sum() - 1) <= 1e-9, who, ": column ", j, " must sum to 1, got ",
                chances.col(j).sum());
}

/// The class that a sample of some class is taken for, by a draw from [0, 1).
inline Index taken_for(const Matrix<double>& chances, Index of, double draw) {
    Index other = 0;
    for (double sum = chances(0, of); other + 1 < chances.rows() && draw >= sum; sum += chances(other, of))
        ++other;
    return other;
}

}  // namespace regula::inline REGULA_ABI
