#pragma once

#include <regula/core/numeric/gaussian.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// E Phi(z) of z ~ N(m, s^2), the mean of a probit unit with a normal input:     Phi(m / sqrt(1 + s^2))
///
/// Relu and LeakyRelu have the closed forms of rectifiers as `moments`; MacKay's formula for logistic units
/// is expected_sigmoid (inference/class_probabilities.hpp).
inline double expected_probit(double mean, double stddev) {
    return normal_distribution(mean / std::sqrt(1 + stddev * stddev));
}

}  // namespace regula::inline REGULA_ABI::theory
