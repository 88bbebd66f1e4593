#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// t'y: the mean of the class scores y over a target t. A class with target 0 adds nothing, even if its score
/// is -infinity.
template <class Target, class Scores>
double target_score(const Target& t, const Scores& y) {
    using Scalar = typename Scores::Scalar;
    const auto score = static_cast<double>(t.dot(y));
    if (std::isfinite(score)) return score;
    return static_cast<double>((t.array() == 0).select(Scalar{0}, t.array() * y.array()).sum());
}

}  // namespace regula::inline REGULA_ABI
