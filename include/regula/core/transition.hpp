#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <cmath>

// Entry by entry: expressions of Eigen would cost compile time in every file that includes this one.
namespace regula::inline REGULA_ABI {

/// Class-dependent label noise is a matrix: entry (i, j) is the probability that a sample of class j is
/// labelled as class i. Columns sum to 1.
///
/// Symmetric noise: with `probability` the label is one of the other classes, all equally likely.
inline Matrix<double> symmetric_transition(Index classes, double probability) {
    require(classes >= 2, "symmetric_transition: needs k >= 2 classes, got ", classes);
    require(probability >= 0 && probability <= 1, "symmetric_transition: probability must be in [0, 1], got ",
            probability);
    Matrix<double> chances(classes, classes);
    for (Index j = 0; j < classes; ++j)
        for (Index i = 0; i < classes; ++i)
            chances(i, j) = i == j ? 1 - probability : probability / static_cast<double>(classes - 1);
    return chances;
}

/// Throws std::invalid_argument, in the name of `who`, unless `chances` is such a matrix.
inline void require_transition(const Matrix<double>& chances, const char* who) {
    require(chances.rows() >= 2 && chances.rows() == chances.cols(), who,
            ": chances must be a square matrix for k >= 2 classes, got ", chances.rows(), " x ",
            chances.cols());
    for (Index j = 0; j < chances.cols(); ++j) {
        double sum = 0;
        for (Index i = 0; i < chances.rows(); ++i) {
            require(chances(i, j) >= 0, who, ": every chance must be >= 0, got ", chances(i, j));
            sum += chances(i, j);
        }
        require(std::abs(sum - 1) <= 1e-9, who, ": column ", j, " must sum to 1, got ", sum);
    }
}

/// The class for a draw from [0, 1), if each class has the given share of the whole. A class without a share
/// is never drawn.
Index class_drawn(const auto& shares, double draw) {
    double whole = 0, sum = 0;
    for (Index i = 0; i < shares.size(); ++i) whole += static_cast<double>(shares(i));
    Index last = 0;  // gets the remainder that rounding leaves
    for (Index i = 0; i < shares.size(); ++i) {
        if (!(shares(i) > 0)) continue;
        last = i;
        sum += static_cast<double>(shares(i));
        if (draw * whole < sum) return i;
    }
    return last;
}

}  // namespace regula::inline REGULA_ABI
