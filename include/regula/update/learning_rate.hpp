#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Multiplies the learning rate of some blocks:     rate of a block = factor * rate of the run
///
///     fit(net, loss, train, sgd, on(weights[0], LearningRate{0.1}))
///
/// Decoupled decay and proximal steps of these blocks follow their rate. With an optimizer whose step does
/// not depend on the scale of the gradient, such as Adam, a smaller gradient would not slow a layer down. It
/// has no default place. Howard and Ruder (2018), "Universal language model fine-tuning" (discriminative
/// rates).
struct LearningRate {
    double factor;  ///< >= 0; with 0 the blocks stay as they are, as with Frozen

    void check() const {
        require(factor >= 0 && std::isfinite(factor), "LearningRate: factor must be >= 0 and finite, got ",
                factor);
    }
    double rate_factor() const {
        check();
        return factor;
    }
};

static_assert(RateFactor<LearningRate>);

}  // namespace regula::inline REGULA_ABI
