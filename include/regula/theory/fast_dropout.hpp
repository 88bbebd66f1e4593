#pragma once

#include <regula/core/gaussian.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// E Phi(z) of z ~ N(m, s^2), a probit unit of a normal input:     Phi(m / sqrt(1 + s^2))
///
/// The closed forms of rectifiers are the moments of Relu and LeakyRelu, MacKay's for logistic units is
/// expected_sigmoid (inference/class_probabilities.hpp).
inline double expected_probit(double mean, double stddev) {
    return normal_distribution(mean / std::sqrt(1 + stddev * stddev));
}

}  // namespace regula::inline REGULA_ABI::theory
