#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The exponential moving average of the parameters, for evaluation and for the final model. The parameters
/// of n updates ago have the weight decay^n.
///
///     share after update t     (1 - d) / (1 - d^t),     or 1 - d if not `corrected`
///
/// With the correction only parameters after updates count, and their weights sum to 1 from the first on.
/// Without it the parameters before the first update count too, with the weight d^t. 0 <= decay < 1; the
/// average covers about 1/(1 - d) updates.
/// Kingma and Ba (2015), "Adam: a method for stochastic optimization", sections 3 and 7.2.
struct Ema {
    double decay = 0.999;
    bool corrected = true;

    void check() const { require(decay >= 0 && decay < 1, "Ema: decay must be in [0, 1), got ", decay); }

    double share_of_update(Index t) const {
        check();
        return (1 - decay) / (corrected ? 1 - std::pow(decay, static_cast<double>(t)) : 1);
    }
};

static_assert(Averaging<Ema>);

}  // namespace regula::inline REGULA_ABI
