#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The power of two by which entries are multiplied so that their squares neither overflow nor underflow: 1, unless
/// the sum of the squares as they are has done so. Blue (1978), "A portable Fortran program to find the Euclidean
/// norm of a vector".
template <class Scalar>
Scalar range_factor(Scalar squares) {
    using Limits = std::numeric_limits<Scalar>;
    constexpr int far =
        Limits::max_exponent / 2 + 3 * Limits::digits / 2;  // brings the smallest number there
    if (squares < Limits::min() / Limits::epsilon()) return std::ldexp(Scalar{1}, far);
    return squares > Limits::max() ? std::ldexp(Scalar{1}, -far) : Scalar{1};
}

/// The Euclidean norm of all entries, |w| (of a matrix the Frobenius norm), of any shape, also a fixed one, whose
/// squares neither overflow nor underflow. It costs a plain norm where they would not. Infinite for finite entries
/// only where |w| itself is beyond the range of numbers. A caller who compares it with a limit passes the limit as
/// `exact_above`: a norm below that may come out too small, so that units of zeros cost no second look.
template <class Derived>
typename Derived::Scalar safe_norm(const Eigen::MatrixBase<Derived>& w,
                                   typename Derived::Scalar exact_above = 0) {
    const auto squares = w.squaredNorm(), factor = range_factor(squares);
    if (factor == 1 || (factor > 1 && range_factor(exact_above * exact_above) <= 1))
        return std::sqrt(squares);
    return (factor * w).norm() / factor;
}

/// Calls use(v) with the vector of the direction of w and a given length, v = length w / |w|, as an expression of
/// w, which use may assign to w itself. `norm` is safe_norm(w), not 0. One factor for all entries, unless it is
/// beyond the range of numbers.
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
