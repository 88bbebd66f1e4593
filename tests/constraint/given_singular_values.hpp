#pragma once

#include "support/known_svd.hpp"

namespace regula::test {

/// A 5 x 3 matrix with these singular values; of each seed another one with the same singular vectors.
inline Matrix<double> given_singular_values(std::uint64_t seed, double a, double b, double c) {
    return orthonormal(seed, 5, 3) * Vector<double>{{a, b, c}}.asDiagonal() *
           orthonormal(seed + 1000, 3, 3).transpose();
}

}  // namespace regula::test
