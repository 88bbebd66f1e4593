#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Dropout: each unit is dropped with a probability, sample by sample, and the kept ones are scaled up, so
/// that the expected activation is unchanged and nothing needs rescaling when the model is used.
///
///     gain        0 with probability p, 1/(1 - p) otherwise
///
/// p is rounded to a multiple of 2^-16, and the gain belongs to the rounded one: its mean is 1 exactly.
///
/// On hidden units by default, on(inputs, Dropout{0.2}) for the inputs, on(weights, Dropout{0.5}) is
/// DropConnect with one mask a minibatch. With few epochs a network with dropout underfits and is worse than
/// one without. Goodfellow, Bengio and Courville, Deep Learning, section 7.12.
struct Dropout {
    double drop_probability;

    void check() const {
        require(drop_probability >= 0 && drop_probability < 1,
                "Dropout: drop_probability must be in [0, 1), got ", drop_probability);
    }

    void gate(auto& gain, Key key) const {
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        const std::uint32_t dropped = dropped_halves();
        const auto kept = static_cast<Scalar>(0x1p16 / (0x1p16 - dropped));
        for_each_half(key, gain, [=](Scalar& g, std::uint32_t half) {
            g *= kept * static_cast<Scalar>(half >= dropped);  // no branch: it would be mispredicted
        });
    }

    /// The variance of a gain, p / (1 - p), for inference without draws (inference/fast_dropout.hpp).
    double variance() const { return dropped_halves() / (0x1p16 - dropped_halves()); }

private:
    /// How many of the 2^16 draws drop a unit.
    std::uint32_t dropped_halves() const {
        return std::min(static_cast<std::uint32_t>(drop_probability * 0x1p16 + 0.5), 0xffffu);
    }
};

static_assert(Gate<Dropout>);

}  // namespace regula::inline REGULA_ABI
