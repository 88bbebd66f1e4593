#pragma once

#include <regula/core/parameters.hpp>
#include <regula/data/batches.hpp>

#include <cmath>
#include <limits>

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

/// The loss that call(gradient) returns at theta, and below it the gradient that it fills, initially zeros.
template <class Scalar>
Vector<double> loss_and_gradient(const Parameters<Scalar>& theta, const auto& call) {
    Parameters<Scalar> gradient = theta;
    gradient.vector().setZero();
    Vector<double> both(1 + gradient.size());
    both[0] = static_cast<double>(call(gradient));
    both.tail(gradient.size()) = gradient.vector().template cast<double>();
    return both;
}

/// Makes the last half of a batch equal to the first half, in pairs; an odd sample in the middle stays.
template <class Scalar>
void repeat_first_half(Batch<Scalar>& batch) {
    const Index half = batch.size() / 2;
    batch.inputs.rightCols(half) = batch.inputs.leftCols(half).eval();
    if (batch.targets.size() > 0) batch.targets.rightCols(half) = batch.targets.leftCols(half).eval();
    if (batch.labels.size() > 0) batch.labels.tail(half) = batch.labels.head(half).eval();
}

/// Whether a batch shows that an objective uses the sample weights, or has none. Throws std::invalid_argument
/// if it shows that the objective ignores them. The batch stays as it is; `objective()` returns a loss with
/// its gradient (loss_and_gradient).
///
/// A weight of 2 is a sample that stands there twice. So an objective, a normalised mean too, must change
/// alike if the weights go from the last half of the batch to the first, and if the samples do. A batch of
/// one sample, or of samples that all have the same loss and gradient, shows nothing.
template <class Scalar>
bool shows_use_of_weights(Batch<Scalar>& batch, const auto& objective) {
    if (batch.sample_weights.size() == 0) return true;
    const Index half = batch.size() / 2;
    if (half == 0) return false;
    const Batch<Scalar> kept = batch;
    batch.sample_weights.setOnes();
    const Vector<double> alike = objective();
    batch.sample_weights.head(half).setConstant(2);
    batch.sample_weights.tail(half).setZero();
    const bool used = objective() != alike;
    bool samples_differ = false;
    if (!used) {
        batch.sample_weights.setOnes();
        repeat_first_half(batch);
        const double rounding = std::sqrt(static_cast<double>(std::numeric_limits<Scalar>::epsilon()));
        samples_differ = (objective() - alike).norm() > rounding * alike.norm();
    }
    batch = kept;
    require(!samples_differ,
            "minimize: the data have sample weights, and the objective ignores batch.sample_weights; "
            "pass.add_loss(name, loss, y, batch) and SampleWeights{loss, batch.sample_weights} use them");
    return used;
}

/// Throws std::invalid_argument at the first minibatch of the first epoch that shows that an objective
/// ignores the sample weights; `objective(batch)` returns its loss with its gradient.
void require_weights_used(auto& source, const auto& objective) {
    bool shown = false;
    for (Index i = 0; i < source.count() && !shown; ++i) {
        auto& batch = source.load(i);
        shown = true;
        each_part(batch, [&](auto& part) {
            shown = shows_use_of_weights(part, [&] { return objective(batch); }) && shown;
        });
    }
}

/// The same with all samples in one batch.
template <class Scalar>
void require_weights_used(Batch<Scalar>& batch, const auto& objective) {
    shows_use_of_weights(batch, [&] { return objective(batch); });
}

}  // namespace regula::inline REGULA_ABI
