#pragma once

#include <regula/core/matrix.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// A number of tangent vectors at each sample, such as the directions in which an image may move without a
/// change of its class:
///
///     count()                the number of tangents of a sample
///     directions(x, k, v)    v, features x samples, becomes tangent k of each sample of x, for k = 0 ...
///                            count() - 1
///
/// Both are const. A training run calls directions in each step. Tangents for one scalar type alone serve
/// networks of that type.
template <class T, class Scalar>
concept TangentVectorsOf = requires(const T& tangents, const Matrix<Scalar>& x, Matrix<Scalar>& v) {
    { tangents.count() } -> std::convertible_to<Index>;
    tangents.directions(x, Index{}, v);
};
/// Tangent vectors for networks of either scalar type.
template <class T>
concept TangentVectors = TangentVectorsOf<T, double> || TangentVectorsOf<T, float>;

}  // namespace regula::inline REGULA_ABI
