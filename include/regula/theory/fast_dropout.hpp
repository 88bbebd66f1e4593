#pragma once

#include <regula/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI::theory {

/// The means and variances of a dense layer's units over all masks of its inputs, units x samples:
///
///     mean W'x + b,   variance p / (1 - p) (W o W)'(x o x)
///
/// with gains of 0 with probability p, else 1/(1 - p). DropConnect, which drops the weights one by one, has
/// the same, and units that are independent. A unit with many inputs of like weight is close to normal.
///
/// Wang and Manning (2013), "Fast dropout training"; Wan et al. (2013), "Regularization of neural networks
/// using DropConnect".
struct DropoutMoments {
    Matrix<double> mean, variance;
};

inline DropoutMoments dropout_moments(const Matrix<double>& weight, const Vector<double>& bias,
                                      const Matrix<double>& x, double drop_probability) {
    require(drop_probability >= 0 && drop_probability < 1,
            "dropout_moments: drop_probability must be in [0, 1), got ", drop_probability);
    DropoutMoments found{weight.transpose() * x, weight.cwiseAbs2().transpose() * x.cwiseAbs2()};
    found.mean.colwise() += bias;
    found.variance = drop_probability / (1 - drop_probability) * found.variance;
    return found;
}

inline double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }
inline double normal_distribution(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

/// E max(0, z) of z ~ N(m, s^2):     m Phi(m/s) + s phi(m/s)
inline double expected_relu(double mean, double stddev) {
    if (stddev == 0) return std::max(0.0, mean);
    const double z = mean / stddev;
    return mean * normal_distribution(z) + stddev * normal_density(z);
}

/// E max(0, z)^2:     (m^2 + s^2) Phi(m/s) + m s phi(m/s)
inline double expected_squared_relu(double mean, double stddev) {
    if (stddev == 0) return mean > 0 ? mean * mean : 0;
    const double z = mean / stddev;
    return (mean * mean + stddev * stddev) * normal_distribution(z) + mean * stddev * normal_density(z);
}

/// E Phi(z):     Phi(m / sqrt(1 + s^2))
inline double expected_probit(double mean, double stddev) {
    return normal_distribution(mean / std::sqrt(1 + stddev * stddev));
}

/// E 1/(1 + exp(-z)), about:     1 / (1 + exp(-m / sqrt(1 + pi s^2 / 8)))
///
/// off by less than 0.014 for |m| and s up to 6. MacKay (1992), "The evidence framework applied to
/// classification networks".
inline double expected_sigmoid(double mean, double stddev) {
    return 1 / (1 + std::exp(-mean / std::sqrt(1 + std::numbers::pi / 8 * stddev * stddev)));
}

}  // namespace regula::inline REGULA_ABI::theory
