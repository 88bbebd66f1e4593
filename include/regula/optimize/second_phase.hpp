#pragma once

#include <regula/core/when.hpp>
#include <regula/data/concatenate.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/stopping/stop_after.hpp>
#include <regula/stopping/stop_below.hpp>

/// Second phases after early stopping: training that also uses the validation samples. Two ways to use
/// them.
namespace regula::inline REGULA_ABI {

/// The common quantity of both trainings, up to the best epoch of the first: the number of updates of the
/// parameters, or the number of passes over the data. With more samples a pass is longer.
enum class RetrainFor { updates, passes };

/// Trains a new model on all data, for as long as the first one took to its best.
///
///     const Report first = fit(net, loss, train, validation, sgd, L2{1e-4}, EarlyStopping{});
///     Network<float> again = mlp<float>({784, 512, 10}, Key{2});
///     retrain(again, loss, concatenate(train, validation), sgd, first, RetrainFor::updates, L2{1e-4});
///
/// The optimizer's epochs are replaced; its schedule goes by passes. The policies are those of the first run
/// without early stopping, which would have nothing left to look at. Throws std::invalid_argument if no epoch
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

/// Goes on with a model that early stopping gave back, on all data, until its mean loss on the former
/// validation data has fallen below the loss that it had on the training data; after `limit` epochs at the
/// latest, for it may never get there.
///
///     fit(net, loss, train, validation, sgd, L2{1e-4}, EarlyStopping{});
///     const Report second = continue_training(net, loss, train, validation, sgd, 50, L2{1e-4});
///
/// The report's stop_reason is StopReason::stopped_early if it got there, and completed if the limit ended
/// it. The optimizer begins anew, with no memory and its schedule from epoch 0: a constant rate suits best.
/// The validation loss of this run is of samples that it trains on, and says nothing about others. The loss
/// to reach is measured here, without noise and without penalties.
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
