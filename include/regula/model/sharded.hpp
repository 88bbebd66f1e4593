#pragma once

#include <regula/core/hooks.hpp>
#include <regula/core/parallel/workers.hpp>
#include <regula/core/per_size.hpp>
#include <regula/data/batches.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace regula::inline REGULA_ABI {

/// The loss of a model on shards of a minibatch: runs of its samples, whose sizes differ by one at most.
/// Noise and gates are those of the whole minibatch.
template <class Scalar, class Objective>
class ShardLoss {
public:
    ShardLoss(Objective objective, Index shards) : objective_{std::move(objective)}, shards_{shards} {}

    Index shards() const { return shards_; }

    /// The part of a shard in the loss of the minibatch: loss, gradient and the terms of the policies, times
    /// the share of its samples. All are zero for a shard without samples.
    double operator()(Index number, const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, Hooks<Scalar>& hooks, Workers& workers) {
        const Index first = number * batch.size() / shards_,
                    count = (number + 1) * batch.size() / shards_ - first;
        std::fill(hooks.terms().begin(), hooks.terms().end(), 0.0);
        if (count == 0) {
            gradient.vector().setZero();
            return 0;
        }
        hooks.now.first = first;
        const double loss = objective_(theta, shard(batch, first, count), gradient, hooks, workers);
        hooks.now.first = 0;
        const double share = static_cast<double>(count) / static_cast<double>(batch.size());
        gradient.vector() *= static_cast<Scalar>(share);
        for (double& term : hooks.terms()) term *= share;
        return share * loss;
    }

private:
    const Batch<Scalar>& shard(const Batch<Scalar>& batch, Index first, Index count) {
        Batch<Scalar>& part = parts_.of(count);
        part.inputs = batch.inputs.middleCols(first, count);
        if (batch.targets.size() > 0) part.targets = batch.targets.middleCols(first, count);
        if (batch.labels.size() > 0) part.labels = batch.labels.segment(first, count);
        if (batch.sample_weights.size() > 0) part.sample_weights = batch.sample_weights.segment(first, count);
        return part;
    }

    Objective objective_;
    Index shards_;
    PerSize<Batch<Scalar>> parts_;
};

/// A model whose minibatches are cut into shards: the parameters, places and figures of another model. That
/// model must outlive it.
template <class Model>
class ShardedModel {
public:
    using Scalar = typename Model::Scalar;

    ShardedModel(Model& model, Index shards, const char* name) : model_{&model}, shards_{shards} {
        require(shards >= 1, name, ": shards must be >= 1, got ", shards);
    }

    auto& parameters() { return model_->parameters(); }
    const auto& parameters() const { return std::as_const(*model_).parameters(); }
    const auto& hidden_blocks() const { return model_->hidden_blocks(); }
    Index outputs() const { return model_->outputs(); }
    const Block& output_block() const requires requires(const Model& model) { model.output_block(); }
    { return model_->output_block(); }

    const Model& model() const { return *model_; }
    Index shards() const { return shards_; }

    friend void require_fits(const ShardedModel& sharded, const Dataset<Scalar>& data,
                             const std::string& what) {
        require_fits(sharded.model(), data, what);
    }
    template <class Loss>
    friend auto evaluate(const ShardedModel& sharded, const Loss& loss, const Dataset<Scalar>& data,
                         Workers& workers) {
        return evaluate(sharded.model(), loss, data, workers);
    }

private:
    Model* model_;
    Index shards_;
};

}  // namespace regula::inline REGULA_ABI
