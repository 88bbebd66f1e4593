#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Uniform noise: adds an independent draw to every entry, even within +- half_width, anew in each step.
///
///     perturb     x <- x + U[-half_width, half_width]
///
/// Of variance half_width^2 / 3. On the inputs by default; elsewhere as GaussianNoise. Where it is to stay
/// small for certain, as on grey levels, it is the better of the two.
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
