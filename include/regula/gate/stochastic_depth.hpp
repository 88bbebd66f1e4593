#pragma once

#include <regula/core/place.hpp>
#include <regula/gate/dropout.hpp>

namespace regula::inline REGULA_ABI {

/// Stochastic depth: drops residual branches, sample by sample, deeper ones with a larger probability, and
/// scales the kept ones up, so predictions need no scaling.
///
///     gain of branch l = 1 ... L      0 with probability p_l, 1/(1 - p_l) otherwise,     p_l = l/L p
///
/// All units of a branch share the gain of a sample: x + gain f(x). p is the probability of the last branch;
/// on average (L + 1) p / 2 branches are dropped. on(branches, Dropout{p}) drops all with the same one,
/// on(branches[k], Dropout{p}) one of them.
///
/// The paper draws once a minibatch and saves the time of the dropped branches. Here each sample has its own
/// draws, as with Dropout: a better estimate of the same gradient without a saving, because a branch is
/// computed for the whole minibatch.
/// Huang, Sun, Liu, Sedra and Weinberger (2016), "Deep networks with stochastic depth".
struct StochasticDepth {
    static constexpr auto home = branches;
    double drop_probability = 0.5;

    void check() const {
        require(drop_probability >= 0 && drop_probability < 1,
                "StochasticDepth: drop_probability must be in [0, 1), got ", drop_probability);
    }

    /// The same for one branch, with the probability of its depth.
    StochasticDepth in(const Block& branch) const {
        return {drop_probability * (branch.layer + 1) / branch.of};
    }

    void gate(auto&& gain, Key key) const { check(), Dropout{drop_probability}.gate(gain, key); }
};

static_assert(Gate<StochasticDepth>);

}  // namespace regula::inline REGULA_ABI
