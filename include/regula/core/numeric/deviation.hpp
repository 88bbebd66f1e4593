#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <algorithm>
#include <limits>
#include <string>

namespace regula::inline REGULA_ABI {

/// The error of a number or of a norm, relative to the size of the right one. Where rounding alone can make
/// an error of `rounding`, an error of `tolerance` stands for that much more:
///
///     error / (size + rounding / tolerance)  <=  tolerance     where     error <= tolerance size + rounding
inline double relative_error(double error, double size, double tolerance, double rounding = 0) {
    return error / std::max(std::numeric_limits<double>::min(), size + rounding / tolerance);
}

/// Describes how a matrix differs from the expected one, in its shape or by more than the tolerance; empty if
/// it does not. The error is relative to the norm of the expected one.
std::string deviation(const auto& got, const auto& expected, double tolerance, double rounding = 0) {
    if (got.rows() != expected.rows() || got.cols() != expected.cols())
        return text(", of the size ", got.rows(), " x ", got.cols(), ", expected ", expected.rows(), " x ",
                    expected.cols());
    const double error =
        relative_error((got.template cast<double>() - expected).norm(), expected.norm(), tolerance, rounding);
    return error <= tolerance ? "" : text(", relative error ", error);
}

/// Describes how a verb fails to assign a matrix that held NaN; empty if it assigns all of it, in this shape.
std::string assignment_fault(const auto& matrix, Index rows, Index cols) {
    if (matrix.rows() != rows || matrix.cols() != cols)
        return text(", of the size ", matrix.rows(), " x ", matrix.cols(), ", expected ", rows, " x ", cols);
    return matrix.hasNaN() ? ", got NaN where NaN was" : "";
}

}  // namespace regula::inline REGULA_ABI
