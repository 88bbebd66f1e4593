#pragma once

#include <regula/core/when.hpp>
#include <regula/data/concatenate.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/stopping/stop_after.hpp>
#include <regula/stopping/stop_below.hpp>

/// Second phases after early stopping: two ways to train on the validation samples too.
namespace regula::inline REGULA_ABI {

/// The quantity that both trainings share, up to the best epoch of the first: the number of updates of the
/// parameters, or the number of passes over the data. With more samples a pass is longer.
enum class RetrainFor { updates, passes };

/// Trains a new model on all data, for as long as the first model needed to reach its best epoch.
///
///     const Report first = fit(net, loss, train, validation, sgd, L2{1e-4}, EarlyStopping{});
///     Network<float> again = mlp<float>({784, 512, 10}, Key{2});
///     retrain(again, loss, concatenate(train, validation), sgd, first, RetrainFor::updates, L2{1e-4});
///
/// The optimizer's epochs are replaced; its schedule counts passes. Pass the policies of the first run
/// without early stopping, because no validation data are left. Throws std::invalid_argument if no epoch
/// of the first run ended.
/// Goodfellow, Bengio and Courville, Deep Learning, algorithm 7.2.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report retrain(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& all,
               Optimizer optimizer, const Report& first, RetrainFor same, Ps... policies) {
    const Record& best = first.best();
    const Index batches = (all.size() + optimizer.batch_size - 1) / optimizer.batch_size;
    const bool updates = same == RetrainFor::updates;
    optimizer.epochs = updates ? static_cast<int>((best.steps + batches - 1) / batches) : best.epoch;
    return fit(model, loss, all, optimizer, std::move(policies)..., when(updates, StopAfter{best.steps}));
}

/// Continues the training of a model after early stopping, on all data, until its mean loss on the former
/// validation data falls below its loss on the training data, at most for `limit` epochs.
///
///     fit(net, loss, train, validation, sgd, L2{1e-4}, EarlyStopping{});
///     const Report second = continue_training(net, loss, train, validation, sgd, 50, L2{1e-4});
///
/// The report's stop_reason is StopReason::stopped_early if the loss was reached, and completed at the limit.
/// The optimizer restarts, without memory and with its schedule from epoch 0: use a constant rate. The
/// validation loss of this run is measured on training samples, so it is no estimate for other samples. This
/// function measures the target loss, without noise and penalties.
/// Goodfellow, Bengio and Courville, Deep Learning, algorithm 7.3.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report continue_training(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& train,
                         const Dataset<typename Model::Scalar>& validation, Optimizer optimizer, int limit,
                         Ps... policies) {
    require(limit >= 1, "continue_training: limit must be >= 1, got ", limit);
    require_fits(model, train, "training data");
    Workers workers{optimizer.threads};
    const StopBelow goal{.value = evaluate(model, loss, train, workers).loss};
    optimizer.epochs = limit;
    return fit(model, loss, concatenate(train, validation), validation, optimizer, std::move(policies)...,
               goal);
}

}  // namespace regula::inline REGULA_ABI
