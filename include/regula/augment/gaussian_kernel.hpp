#pragma once

#include <regula/core/matrix.hpp>

#include <array>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Half of a Gaussian that ends at 3 standard deviations, as weights of pixels that add up to 1:
///
///     weight(d) ~ exp(-d^2 / (2 sigma^2)),     d = 0 ... radius = ceil(3 sigma),     weight(-d) = weight(d)
struct GaussianKernel {
    static constexpr double widest = 32;  ///< the largest sigma

    explicit GaussianKernel(double sigma) : radius{static_cast<Index>(std::ceil(3 * sigma))} {
        const auto weight = [&](Index d) { return weights[static_cast<std::size_t>(d)]; };
        double sum = 0;
        for (Index d = 0; d <= radius; ++d) {
            const double x = d == 0 ? 0 : static_cast<double>(d) / sigma;
            weights[static_cast<std::size_t>(d)] = std::exp(-x * x / 2);
            sum += (d == 0 ? 1 : 2) * weight(d);
        }
        for (Index d = 0; d <= radius; ++d) weights[static_cast<std::size_t>(d)] /= sum;
    }

    Index radius;
    std::array<double, static_cast<std::size_t>(3 * widest) + 1> weights;
};

}  // namespace regula::inline REGULA_ABI
