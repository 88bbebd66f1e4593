#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The power of two that scales entries so that their squares neither overflow nor underflow. It is 1 unless
/// the sum of the unscaled squares does so. Blue (1978), "A portable Fortran program to find the Euclidean
/// norm of a vector".
template <class Scalar>
Scalar range_factor(Scalar squares) {
    using Limits = std::numeric_limits<Scalar>;
    constexpr int far =
        Limits::max_exponent / 2 + 3 * Limits::digits / 2;  // brings the smallest number into range
    if (squares < Limits::min() / Limits::epsilon()) return std::ldexp(Scalar{1}, far);
    return squares > Limits::max() ? std::ldexp(Scalar{1}, -far) : Scalar{1};
}

/// The Euclidean norm |w| of all entries (for a matrix the Frobenius norm), without overflow or underflow of
/// the squares. w may have any shape, also a fixed one. The cost is that of a plain norm if the squares stay
/// in range. For finite entries the result is infinite only if |w| itself is out of range. To compare the
/// norm with a limit, pass the limit as `exact_above`: a norm below it may come out too small, so that units
/// of zeros need no second pass.
template <class Derived>
typename Derived::Scalar safe_norm(const Eigen::MatrixBase<Derived>& w,
                                   typename Derived::Scalar exact_above = 0) {
    const auto squares = w.squaredNorm(), factor = range_factor(squares);
    if (factor == 1 || (factor > 1 && range_factor(exact_above * exact_above) <= 1))
        return std::sqrt(squares);
    return (factor * w).norm() / factor;
}

/// Calls use(v) with the vector v = length w / |w|, which has the direction of w and the given length. v is
/// an expression of w; use may assign it to w itself. `norm` is safe_norm(w), not 0. All entries share one
/// factor, unless the factor is out of range.
template <class Derived>
void with_length(const Eigen::MatrixBase<Derived>& w, typename Derived::Scalar norm,
                 typename Derived::Scalar length, auto&& use) {
    if (const auto share = length / norm; std::isnormal(share)) {
        use(share * w);
    } else {
        const auto factor = range_factor(norm * norm), rest = (factor * w).norm();
        use(length * (factor * w / rest));
    }
}

}  // namespace regula::inline REGULA_ABI
