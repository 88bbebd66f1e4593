#pragma once

#include <regula/core/numeric/central_differences.hpp>

namespace regula::test {

/// The gradient of f at z by central differences of 1e-6, f a function of a matrix.
inline Matrix<double> differences(const Matrix<double>& z, const auto& f, double h = 1e-6) {
    return central_differences(z, f, h);
}

}  // namespace regula::test
