#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI {

/// Independent normal numbers, units x samples: the mean and the variance of each. An empty variance means
/// that the numbers are certain. As a gradient it holds the derivatives by the means and by the variances.
template <class Scalar>
struct Gaussian {
    Matrix<Scalar> mean, variance;

    bool certain() const { return variance.size() == 0; }
};

/// The density and the distribution function of N(0, 1).
inline double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }
inline double normal_distribution(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

}  // namespace regula::inline REGULA_ABI
