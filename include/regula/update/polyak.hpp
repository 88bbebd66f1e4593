#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The mean of the parameters after update `start` and each later one, for evaluation and for the final
/// model. Before that the model has the parameters themselves.
///
///     share after update t     1 / (t - start + 1)
///
/// With a constant learning rate the parameters fluctuate around the minimum, but their mean converges. Set
/// start >= 1 to an update after the loss has stopped falling.
/// Polyak and Juditsky (1992), "Acceleration of stochastic approximation by averaging".
struct Polyak {
    Index start = 1;

    void check() const { require(start >= 1, "Polyak: start must be >= 1, got ", start); }

    double share_of_update(Index t) const {
        check();
        return t <= start ? 1 : 1 / (static_cast<double>(t - start) + 1);
    }
};

static_assert(Averaging<Polyak>);

}  // namespace regula::inline REGULA_ABI
