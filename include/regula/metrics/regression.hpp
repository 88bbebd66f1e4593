#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/sample_weights.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Throws std::invalid_argument unless outputs and targets, outputs x samples, are of one shape with samples.
template <class Scalar>
void require_pairs(const Matrix<Scalar>& y, const Matrix<Scalar>& t, const char* who) {
    require(y.size() > 0 && y.rows() == t.rows() && y.cols() == t.cols(), who,
            ": needs outputs and targets of one shape, got ", y.rows(), " x ", y.cols(), " and ", t.rows(),
            " x ", t.cols());
}

/// The mean of |y - t| over all outputs and samples, in the unit of the targets.
template <class Scalar>
double mean_absolute_error(const Matrix<Scalar>& y, const Matrix<Scalar>& t) {
    require_pairs(y, t, "mean_absolute_error");
    return (y - t).template cast<double>().cwiseAbs().mean();
}

/// The same where samples count by their weights, or all alike if there are none.
template <class Scalar>
double mean_absolute_error(const Matrix<Scalar>& y, const Matrix<Scalar>& t,
                           const Vector<double>& sample_weights) {
    require_pairs(y, t, "mean_absolute_error");
    require_sample_weights(sample_weights, y.cols(), "mean_absolute_error");
    const Vector<double> w = relative_weights(sample_weights);
    if (w.size() == 0) return mean_absolute_error(y, t);
    return (y - t).template cast<double>().cwiseAbs().colwise().mean().dot(w) / static_cast<double>(w.size());
}

/// The root of the mean of (y - t)^2 over all outputs and samples, in the unit of the targets.
template <class Scalar>
double root_mean_squared_error(const Matrix<Scalar>& y, const Matrix<Scalar>& t) {
    require_pairs(y, t, "root_mean_squared_error");
    return std::sqrt((y - t).template cast<double>().cwiseAbs2().mean());
}

/// R^2 of each output, the share of the targets' variance that the outputs explain:
///
///     1 - sum_j (y_j - t_j)^2 / sum_j (t_j - mean t)^2
///
/// It is 1 for a perfect prediction, 0 for the mean, negative for worse. Constant targets have no variance;
/// the result is NaN. Throws std::invalid_argument for other shapes.
template <class Scalar>
Vector<double> r_squared(const Matrix<Scalar>& y, const Matrix<Scalar>& t) {
    require_pairs(y, t, "r_squared");
    Vector<double> shares(y.rows());
    for (Index i = 0; i < y.rows(); ++i) {
        const auto wanted = t.row(i).template cast<double>().eval();
        const double all = (wanted.array() - wanted.mean()).square().sum();
        const double left = (y.row(i).template cast<double>() - wanted).squaredNorm();
        shares[i] = all > 0 ? 1 - left / all : std::numeric_limits<double>::quiet_NaN();
    }
    return shares;
}

}  // namespace regula::inline REGULA_ABI
