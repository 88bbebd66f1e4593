#pragma once

#include "support/drawn.hpp"

#include <utility>

namespace regula::test {

/// A matrix rows x cols with orthonormal columns, by the Gram-Schmidt process, done twice.
inline Matrix<double> orthonormal(std::uint64_t seed, Index rows, Index cols) {
    Matrix<double> q = drawn(seed, rows, cols);
    for (int twice = 0; twice < 2; ++twice)
        for (Index j = 0; j < cols; ++j) {
            for (Index i = 0; i < j; ++i) q.col(j) -= q.col(i).dot(q.col(j)) * q.col(i);
            q.col(j).normalize();
        }
    return q;
}

/// A function that makes a matrix with given singular values, always with the same singular vectors.
inline auto matrix_with_singular_values(std::uint64_t seed, Index rows, Index cols) {
    const Index n = std::min(rows, cols);
    return [u = orthonormal(seed, rows, n), v = orthonormal(seed + 1, cols, n)](const Vector<double>& s) {
        return Matrix<double>{u * s.asDiagonal() * v.transpose()};
    };
}

}  // namespace regula::test
