#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// log((1 - s) exp(a) + s exp(b)), s in [0, 1]: the logarithm of the weighted mean of two probabilities, from
/// their logarithms, even if the probabilities underflow. The logarithm of 0 is -infinity; a NaN stays NaN.
template <class Scalar>
Scalar log_mean(Scalar a, Scalar b, double s) {
    a += static_cast<Scalar>(std::log1p(-s)), b += static_cast<Scalar>(std::log(s));
    if (a == b) return a + std::log(Scalar{2});  // for -infinity, too
    return a < b ? b + std::log1p(std::exp(a - b)) : a + std::log1p(std::exp(b - a));
}

/// The same for two matrices, entry by entry:     a <- log((1 - s) exp(a) + s exp(b))
void blend_logs(auto&& a, const auto& b, double s) {
    using Scalar = typename std::remove_cvref_t<decltype(a)>::Scalar;
    a = a.binaryExpr(b, [s](Scalar x, Scalar y) { return log_mean(x, y, s); }).eval();
}

}  // namespace regula::inline REGULA_ABI
