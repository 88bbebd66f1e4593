#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Uniform noise: adds an independent draw from +- half_width to every entry, anew in each step.
///
///     perturb     x <- x + U[-half_width, half_width]
///
/// The variance is half_width^2 / 3. On the inputs by default; elsewhere as GaussianNoise. Use it if the
/// noise must be bounded, as on grey levels.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.5.
struct UniformNoise {
    double half_width;

    void check() const {
        require(half_width >= 0, "UniformNoise: half_width must be >= 0, got ", half_width);
    }

    void perturb(auto&& x, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        for_each_draw(key, x, [this](Scalar& entry, std::uint32_t word) {
            entry += static_cast<Scalar>(half_width * (0x1p-31 * (static_cast<double>(word) + 0.5) - 1));
        });
    }

    /// The variance of the noise, for inference without draws (inference/fast_dropout.hpp).
    double variance() const { return check(), half_width * half_width / 3; }
};

static_assert(Noise<UniformNoise>);

}  // namespace regula::inline REGULA_ABI
