#pragma once

#include <regula/core/numeric/central_differences.hpp>

namespace regula::test {

/// The gradient at z of f, a function of a matrix, by central differences with step h.
inline Matrix<double> differences(const Matrix<double>& z, const auto& f, double h = 1e-6) {
    return central_differences(z, f, h);
}

}  // namespace regula::test
