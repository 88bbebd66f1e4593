#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Masking noise: sets each entry to zero with a probability, anew in each step. Unlike Dropout on inputs it
/// does not rescale the others, as in missing measurements.
///
///     perturb     x <- 0 with the probability
///
/// On the inputs by default.
/// Vincent, Larochelle, Lajoie, Bengio and Manzagol (2010), "Stacked denoising autoencoders", section 3.3.
struct MaskingNoise {
    double probability;

    void check() const {
        require(probability >= 0 && probability <= 1, "MaskingNoise: probability must be in [0, 1], got ",
                probability);
    }

    void perturb(auto&& x, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        for_each_draw(key, x, [this](Scalar& entry, std::uint32_t word) {
            if (0x1p-32 * static_cast<double>(word) < probability) entry = Scalar{0};
        });
    }
};

static_assert(Noise<MaskingNoise>);

}  // namespace regula::inline REGULA_ABI
