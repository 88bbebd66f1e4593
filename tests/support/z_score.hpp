#pragma once

#include "support/catch.hpp"

#include <cmath>

namespace tests {

/// The distance of a mean of n draws from its expectation, in standard errors.
inline double z_score(double mean, double expected, double variance, double n) {
    const double error = std::sqrt(variance / n);
    CHECK(error < 0.01);
    return (mean - expected) / error;
}

}  // namespace tests
