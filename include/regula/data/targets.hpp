#pragma once

#include <regula/core/targets.hpp>
#include <regula/data/batches.hpp>

namespace regula::inline REGULA_ABI {

/// Gives a batch targets in place of its labels, if a loss takes no labels or policies change targets. Call
/// it before a loss, then with_targets.
template <class Loss, class Scalar>
void prepare_targets(Batch<Scalar>& batch, Index width, bool changed = false) {
    if (batch.labels.size() > 0 && (changed || !takes_labels<Loss>))
        fill_targets(batch.labels, width, batch.targets);
}

/// Calls use(targets) with the targets of a batch, or use(labels) where it has none and the loss takes
/// labels. Throws std::invalid_argument for a batch with labels alone and a loss that takes targets alone.
template <class Loss, class Scalar, class Use>
auto with_targets(const Batch<Scalar>& batch, const Use& use) {
    if constexpr (takes_labels<Loss>) {
        return batch.targets.size() > 0 ? use(batch.targets) : use(batch.labels);
    } else {
        require(
            batch.targets.size() > 0,
            "this loss takes no labels: a batch needs targets; fill_targets(labels, outputs, targets) makes "
            "them");
        return use(batch.targets);
    }
}

/// Throws the exception of a loss for labels that do not suit a model of `width` outputs. It tries the
/// largest label before a run changes anything.
template <class Loss, class Scalar>
void require_labels_judged(const Loss& loss, const Dataset<Scalar>& data, Index width) {
    if constexpr (takes_labels<Loss>)
        if (data.has_labels())
            loss.value(Matrix<Scalar>{Matrix<Scalar>::Zero(width, 1)},
                       Labels{Labels::Constant(1, data.labels.maxCoeff())});
}

}  // namespace regula::inline REGULA_ABI
