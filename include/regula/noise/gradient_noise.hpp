#pragma once

#include <regula/core/on.hpp>
#include <regula/noise/gaussian_noise.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Noise on the gradients with a variance that falls with the number t of updates:
///
///     stddev = sqrt(eta / (1 + t)^gamma)
///
///     fit(net, loss, train, sgd, gradient_noise(0.01));
///
/// It is on(gradients, GaussianNoise{...}) with a schedule. eta > 0 is 0.01, 0.3 or 1; early noise helps a
/// deep network after a poor start, and the decay of the noise lets it converge. Throws std::invalid_argument
/// for eta or gamma below 0. Neelakantan et al. (2015), "Adding gradient noise improves learning for very
/// deep networks".
inline auto gradient_noise(double eta, double gamma = 0.55) {
    require(eta >= 0, "gradient_noise: eta must be >= 0, got ", eta);
    require(gamma >= 0, "gradient_noise: gamma must be >= 0, got ", gamma);
    return on(gradients, scheduled([eta, gamma](const StepTime& now) {
                  return GaussianNoise{std::sqrt(eta / std::pow(1.0 + static_cast<double>(now.step), gamma))};
              }));
}

}  // namespace regula::inline REGULA_ABI
