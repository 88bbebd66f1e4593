#pragma once

#include <regula/data/targets.hpp>
#include <regula/loss/sample_weights.hpp>

namespace regula::inline REGULA_ABI {

/// Calls use(loss, targets) with the targets or labels of a batch, as with_targets does, and with a loss
/// whose samples count by the weights of the batch.
template <class Loss, class Scalar, class Use>
auto with_loss(const Loss& loss, const Batch<Scalar>& batch, const Use& use) {
    return with_targets<Loss>(batch, [&](const auto& t) {
        return use(SampleWeights{loss, batch.sample_weights}, t);
    });
}

}  // namespace regula::inline REGULA_ABI
