#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Dropout: drops each unit with a probability, sample by sample, and scales the kept units up, so the
/// expected activation stays and predictions need no scaling.
///
///     gain        0 with probability p, 1/(1 - p) otherwise
///
/// p is rounded to a multiple of 2^-16, and the gain belongs to the rounded one: its mean is 1 exactly.
///
/// On hidden units by default, on(inputs, Dropout{0.2}) for the inputs, on(weights, Dropout{0.5}) is
/// DropConnect with one mask a minibatch. With few epochs a network with dropout underfits and is worse than
/// a bare one. Goodfellow, Bengio and Courville, Deep Learning, section 7.12.
struct Dropout {
    double drop_probability;

    void check() const {
        require(drop_probability >= 0 && drop_probability < 1,
                "Dropout: drop_probability must be in [0, 1), got ", drop_probability);
    }

    void gate(auto&& gain, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        const Coin coin{drop_probability};
        const auto kept = static_cast<Scalar>(1 / coin.keep_probability());
        for_each_half(key, gain.rows(), gain.cols(), [=, &gain](Index i, Index j, std::uint32_t half) {
            gain.coeffRef(i, j) *= kept * coin.keeps<Scalar>(half);
        });
    }
    /// The same in one pass over the units and the gains.
    void gate(auto&& x, auto&& gain, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        const Coin coin{drop_probability};
        const auto kept = static_cast<Scalar>(1 / coin.keep_probability());
        for_each_half(key, gain.rows(), gain.cols(), [=, &x, &gain](Index i, Index j, std::uint32_t half) {
            const Scalar drawn = kept * coin.keeps<Scalar>(half);
            x.coeffRef(i, j) *= drawn;
            gain.coeffRef(i, j) *= drawn;
        });
    }

    /// 1 - p, of the rounded p.
    double keep_probability() const { return check(), Coin{drop_probability}.keep_probability(); }

    /// The variance of a gain, p / (1 - p), of the rounded p, for inference without draws
    /// (inference/fast_dropout.hpp).
    double variance() const { return check(), Coin{drop_probability}.gain_variance(); }
};

static_assert(Gate<Dropout> && AffineGate<Dropout>);

}  // namespace regula::inline REGULA_ABI
