#pragma once

#include <regula/theory/quadratic.hpp>

#include <cmath>

#include "support/drawn.hpp"

namespace regula::test {

/// A random orthogonal matrix, dense: the product of three reflections.
inline Matrix<double> orthogonal(std::uint64_t seed, Index n) {
    Matrix<double> q = Matrix<double>::Identity(n, n);
    for (std::uint64_t k = 0; k < 3; ++k) {
        const Vector<double> v = drawn(100 * seed + k, n).normalized();
        q -= (2 * v * (v.transpose() * q)).eval();
    }
    return q;
}

/// A quadratic with a dense Hessian of these eigenvalues.
inline theory::Quadratic with_eigenvalues(const Vector<double>& l, std::uint64_t seed = 1) {
    const Matrix<double> q = orthogonal(seed, l.size()), h = q * l.asDiagonal() * q.transpose();
    return {(h + h.transpose()) / 2, drawn(seed + 50, l.size()), 0.7};
}

/// Eigenvalues from 1 / condition to 1, evenly spread in the logarithm.
inline Vector<double> eigenvalues(Index n, double condition) {
    return Vector<double>::LinSpaced(n, -std::log(condition), 0).array().exp();
}

}  // namespace regula::test
