#pragma once

#include <regula/model/sharded.hpp>

#include <optional>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The loss of a model on a minibatch, with the gradients of its shards added one after another.
template <class Scalar, class Objective>
class AccumulatedLoss {
public:
    AccumulatedLoss(Objective objective, Index shards) : loss_{std::move(objective), shards} {}

    double operator()(const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, Hooks<Scalar>& hooks, Workers& workers) {
        double loss = loss_(0, theta, batch, gradient, hooks, workers);
        if (loss_.shards() == 1) return loss;
        if (!part_) part_ = theta;
        terms_.assign(hooks.terms().begin(), hooks.terms().end());
        for (Index number = 1; number < loss_.shards(); ++number) {
            loss += loss_(number, theta, batch, *part_, hooks, workers);
            gradient.vector() += part_->vector();
            for (std::size_t i = 0; i < terms_.size(); ++i) terms_[i] += hooks.terms()[i];
        }
        std::copy(terms_.begin(), terms_.end(), hooks.terms().begin());
        return loss;
    }

private:
    ShardLoss<Scalar, Objective> loss_;
    std::optional<Parameters<Scalar>> part_;  // the gradient of a shard
    std::vector<double> terms_;
};

/// Gradient accumulation: a model whose updates take the mean gradient of several shards of a minibatch, one
/// after another, so that the memory for activations is that of a shard. fit treats it like any other model:
///
///     GradientAccumulation accumulated{net, 8};
///     fit(accumulated, loss, train, validation, Sgd{.batch_size = 1024}, Dropout{0.5});  // 8 times 128
///
/// batch_size counts the samples of an update. The result is that of the whole minibatch up to rounding, with
/// the same noise and gates; with one shard bit for bit. Three things are computed for each shard separately:
/// BatchNorm's mean and variance, penalties on hidden units or outputs that are not sums over samples
/// (KlSparsity), and auxiliary losses that compare samples.
///
/// It takes one Dataset, no Together; minimize refuses it at compile time, for your function gets whole
/// minibatches there. The model must outlive it. Throws std::invalid_argument unless shards >= 1.
template <class Model_>
class GradientAccumulation : public ShardedModel<Model_> {
public:
    using typename ShardedModel<Model_>::Scalar;

    GradientAccumulation(Model_& model, Index shards)
        : ShardedModel<Model_>{model, shards, "GradientAccumulation"} {}

    /// With the auxiliary losses of a run, if any.
    template <class Loss, class... Policies>
    friend auto objective_of(const GradientAccumulation& accumulated, const Loss& loss,
                             const Policies&... policies) {
        auto objective = objective_of(accumulated.model(), loss, policies...);
        return AccumulatedLoss<Scalar, decltype(objective)>{std::move(objective), accumulated.shards()};
    }
};

}  // namespace regula::inline REGULA_ABI
