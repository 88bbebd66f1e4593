#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The gradient of a function f of a matrix, at z, by central differences, entry by entry:
///
///     df/dz_i = (f(z + h e_i) - f(z - h e_i)) / 2h
///
/// The error is about h^2 / 6 times the third derivative, plus the rounding error of f divided by h.
Matrix<double> central_differences(Matrix<double> z, const auto& f, double h = 1e-5) {
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

/// The rounding error, in the norm, of `count` central differences of a function whose terms sum to `size`: a
/// few units in the last place of the function, divided by h.
inline double rounding_of_differences(double size, Index count, double h = 1e-5) {
    return 16 * std::numeric_limits<double>::epsilon() * size / h * std::sqrt(static_cast<double>(count));
}

}  // namespace regula::inline REGULA_ABI
