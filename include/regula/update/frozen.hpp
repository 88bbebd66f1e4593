#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Keeps some blocks as they are, bit for bit: no step, no decay, no proximal step, no projection.
///
///     fit(net, loss, train, sgd, on(weights[0], Frozen{}), on(biases[0], Frozen{}))
///
/// The pass does not compute gradients of a layer whose blocks are all frozen, and goes back no further than
/// the first layer that learns. Clipping and ascents see zeros at frozen blocks. Penalties on these blocks
/// still count in the report. Noise on weights still disturbs what the model sees. Statistics of BatchNorm
/// are no place: they still follow the data. It has no default place.
///
/// Yosinski et al. (2014), "How transferable are features in deep neural networks?".
struct Frozen {
    double rate_factor() const { return 0; }
};

static_assert(RateFactor<Frozen>);

}  // namespace regula::inline REGULA_ABI
