#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Stochastic weight averaging: the mean of the parameters at the ends of the epochs start, start + every,
/// ..., for evaluation and for the final model. Before epoch `start` the model has the parameters themselves.
///
///     share after epoch n      1 / (k + 1)   where n = start + k every,   0 in between
///
/// It needs a learning rate that stays high, or has a period of `every` epochs (CosineDecayRestarts), so the
/// epochs reach different points of a wide valley. start >= 1 and every >=
/// 1 are in epochs. Izmailov, Podoprikhin, Garipov, Vetrov and Wilson (2018), "Averaging weights leads to
/// wider optima and better generalization".
struct Swa {
    int start = 1;
    int every = 1;

    void check() const {
        require(start >= 1, "Swa: start must be >= 1, got ", start);
        require(every >= 1, "Swa: every must be >= 1, got ", every);
    }

    double share_of_epoch(int epoch) const {
        check();
        if (epoch <= start) return 1;
        const int since = epoch - start, averaged = 1 + since / every;
        return since % every == 0 ? 1.0 / averaged : 0;
    }
};

static_assert(Averaging<Swa>);

}  // namespace regula::inline REGULA_ABI
