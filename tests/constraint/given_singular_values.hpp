#pragma once

#include <regula/core/matrix.hpp>

#include "support/drawn.hpp"

namespace regula::test {

/// A random matrix with orthonormal columns, by Gram and Schmidt, twice.
inline Matrix<double> orthonormal(std::uint64_t seed, Index rows, Index cols) {
    Matrix<double> q = drawn(seed, rows, cols);
    for (Index j = 0; j < cols; ++j) {
        for (int twice = 0; twice < 2; ++twice)
            q.col(j) -= q.leftCols(j) * (q.leftCols(j).transpose() * q.col(j)).eval();
        q.col(j).normalize();
    }
    return q;
}

/// A 5 x 3 matrix with these singular values; of each seed another one with the same singular vectors.
inline Matrix<double> given_singular_values(std::uint64_t seed, double a, double b, double c) {
    return orthonormal(seed, 5, 3) * Vector<double>{{a, b, c}}.asDiagonal() *
           orthonormal(seed + 1000, 3, 3).transpose();
}

}  // namespace regula::test
