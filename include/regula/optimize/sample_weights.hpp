#pragma once

#include <regula/data/batches.hpp>

/// What a run refuses of data with sample weights, because it would ignore them.
namespace regula::inline REGULA_ABI {

/// Throws std::invalid_argument for data with sample weights if a policy takes none: mixed samples have no
/// weight of their own, and an auxiliary loss may be another mean over the samples.
template <class Scalar>
void require_weights_to_suit(const auto& policies, const Dataset<Scalar>& data) {
    require(!data.has_weights() || (!policies.mixes_now() && !policies.adds_losses_now()),
            "fit: policies that mix samples and auxiliary losses take no sample weights, got ",
            data.sample_weights.size(), " of them");
}

/// Throws std::invalid_argument if a batch has sample weights and an objective, value(), does not depend on
/// them. The batch stays as it is.
template <class Scalar>
void require_weights_used(Batch<Scalar>& batch, const auto& value) {
    if (batch.sample_weights.size() == 0) return;
    const Vector<double> kept = batch.sample_weights;
    const double before = value();
    batch.sample_weights.array() += 1.0;  // other weights, even if these are zeros
    const double after = value();
    batch.sample_weights = kept;
    require(after != before || before == 0,
            "minimize: the data have sample weights, and the objective ignores batch.sample_weights; "
            "pass.add_loss(name, loss, y, batch) and SampleWeights{loss, batch.sample_weights} use them");
}

}  // namespace regula::inline REGULA_ABI
