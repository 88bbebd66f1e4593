#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

namespace regula::inline REGULA_ABI {

/// The class of an output column: the largest entry, the first of equal ones, or for one output whether it is
/// above a threshold. -1 if a number is NaN: it is no class, so a network that diverged is right nowhere.
Index class_of(const auto& y, double threshold = 0) {
    if (y.hasNaN()) return -1;
    Index largest = static_cast<double>(y(0)) > threshold ? 1 : 0;
    if (y.size() > 1) y.maxCoeff(&largest);
    return largest;
}

/// The predicted class of each sample, for scores or log probabilities, outputs x samples. One output is the
/// score of class 1: above 0 it is class 1, else class 0.
///
///     const Labels predicted = classes(net.predict(x));
///
/// Throws std::invalid_argument for no outputs, and for NaN.
template <class Scalar>
Labels classes(const Matrix<Scalar>& scores) {
    require(scores.rows() >= 1, "classes: needs outputs, got 0 x ", scores.cols());
    require(!scores.hasNaN(), "classes: a score is NaN");
    Labels found(scores.cols());
    for (Index j = 0; j < scores.cols(); ++j) found[j] = static_cast<int>(class_of(scores.col(j)));
    return found;
}

}  // namespace regula::inline REGULA_ABI
