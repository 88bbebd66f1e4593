#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Dropout: each unit is dropped with a probability, sample by sample, and the kept ones are scaled up, so
/// that the expected activation is unchanged and nothing needs rescaling when the model is used.
///
///     gain        0 with probability p, 1/(1 - p) otherwise
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
        const auto dropped = static_cast<std::uint32_t>(drop_probability * 0x1p32);
        const auto kept = static_cast<Scalar>(1 / (1 - 0x1p-32 * dropped));
        for_each_draw(key, gain,
                      [=](Scalar& g, std::uint32_t word) { g *= word < dropped ? Scalar{0} : kept; });
    }
};

static_assert(Gate<Dropout>);

}  // namespace regula::inline REGULA_ABI
