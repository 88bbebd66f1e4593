#pragma once

#include <regula/core/matrix.hpp>

namespace regula::test {

/// The gradient of f at z by central differences, f a function of a matrix.
inline Matrix<double> differences(Matrix<double> z, const auto& f, double h = 1e-6) {
    Matrix<double> slope(z.rows(), z.cols());
    for (Index i = 0; i < z.size(); ++i) {
        const double at = z(i);
        z(i) = at + h;
        const double above = f(z);
        z(i) = at - h;
        slope(i) = (above - f(z)) / (2 * h);
        z(i) = at;
    }
    return slope;
}

}  // namespace regula::test
