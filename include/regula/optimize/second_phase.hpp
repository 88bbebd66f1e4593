#pragma once

#include <regula/optimize/fit.hpp>
#include <regula/stopping/below.hpp>
#include <regula/stopping/stop_when.hpp>
#include <regula/stopping/updates.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// What a second phase keeps of the first: the passes over the data, of which there are more now, or the number of
/// updates of the parameters.
enum class Same { passes, updates };

/// Uses the validation data, too, after a run that stopped early: trains a model from scratch on all data for as long as
/// the first run took to its best epoch.
///
///     const Report first = fit(net, loss, train, validation, sgd, Dropout{0.5}, EarlyStopping{});
///     auto again = mlp<float>({784, 512, 10}, Key{2});
///     retrain(again, loss, all, first, Same::passes, sgd, Dropout{0.5});
///
/// Takes the optimizer and the policies of the first run, but for what stopped it. A batch size that does not divide the
/// data makes the last update of a pass one of a smaller batch; updates are counted whatever their batch.
/// Throws std::invalid_argument as fit does, and if the first run has no best epoch.
///
/// Goodfellow, Bengio and Courville, Deep Learning, algorithm 7.2.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report retrain(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& all,
               const Report& first, Same same, Optimizer optimizer, Ps... policies) {
    require(first.best_epoch >= 1, "retrain: the first run has no best epoch");
    if (same == Same::passes) {
        optimizer.epochs = first.best_epoch;
        return fit(model, loss, all, optimizer, std::move(policies)...);
    }
    const Index updates = first.steps / first.epochs * first.best_epoch;  // each epoch has as many
    const Index a_pass = (all.size() + optimizer.batch_size - 1) / optimizer.batch_size;
    optimizer.epochs = static_cast<int>((updates + a_pass - 1) / a_pass);
    return fit(model, loss, all, optimizer, std::move(policies)..., Updates{updates});
}

/// Uses the validation data, too, after a run that stopped early: goes on from its best parameters, on all data, until
/// the mean loss on the former validation data is less than `goal`, the training loss at which the first run stopped.
///
///     const double goal = evaluate(net, loss, train).loss;    // or first.stop.loss_at_best
///     const Report second = continue_training(net, loss, all, validation, goal, sgd, Dropout{0.5});
///     const bool got_there = second.stop_reason == StopReason::stopped_early;
///
/// It may never get there: the optimizer's `epochs` are the limit, counted anew. Its memory and schedule begin anew,
/// as the memory of the first run is that of its last epoch and not of its best. If the loss is less from the start,
/// nothing is done. The model has the last parameters in the end, not the best. Throws std::invalid_argument as fit.
///
/// Goodfellow, Bengio and Courville, Deep Learning, algorithm 7.3.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report continue_training(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& all,
                         const Dataset<typename Model::Scalar>& former_validation, double goal,
                         const Optimizer& optimizer, Ps... policies) {
    optimizer.check();
    require_fits(model, former_validation, "former validation data");
    const Below below{.goal = goal};
    below.check();
    Workers workers{optimizer.threads};
    if (evaluate(model, loss, former_validation, workers).loss < goal) {
        Report nothing;
        nothing.stop_reason = StopReason::stopped_early;
        nothing.stop.by = "Below";
        return nothing;
    }
    return fit(model, loss, all, former_validation, optimizer, std::move(policies)...,
               stop_when(below, {.patience = std::numeric_limits<int>::max(), .restore_best = false}));
}

}  // namespace regula::inline REGULA_ABI
