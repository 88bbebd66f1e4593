#pragma once

#include <regula/core/error.hpp>
#include <regula/core/hooks.hpp>
#include <regula/core/parallel/workers.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/per_size.hpp>
#include <regula/core/scheduled.hpp>
#include <regula/core/shape.hpp>
#include <regula/data/batches.hpp>

#include <algorithm>
#include <string>
#include <type_traits>
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
        const double loss = of_shard(first, count, theta, batch, gradient, hooks, workers);
        const double share = static_cast<double>(count) / static_cast<double>(batch.size());
        gradient.vector() *= static_cast<Scalar>(share);
        for (double& term : hooks.terms()) term *= share;
        return share * loss;
    }

private:
    /// Moves the number of the first sample during its lifetime. The minibatch may be a part of one itself.
    class Moved {
    public:
        Moved(StepTime& now, Index samples) : now_{now}, before_{now.first} { now.first += samples; }
        ~Moved() { now_.first = before_; }
        Moved(const Moved&) = delete;
        Moved& operator=(const Moved&) = delete;

    private:
        StepTime& now_;
        Index before_;
    };

    double of_shard(Index first, Index count, const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                    Parameters<Scalar>& gradient, Hooks<Scalar>& hooks, Workers& workers) {
        const Moved moved{hooks.now, first};
        return objective_(theta, shard(batch, first, count), gradient, hooks, workers);
    }

    const Batch<Scalar>& shard(const Batch<Scalar>& batch, Index first, Index count) {
        Batch<Scalar>& part = parts_.of(count);
        take(batch.inputs, first, count, part.inputs);
        take(batch.targets, first, count, part.targets);
        take(batch.labels, first, count, part.labels);
        take(batch.sample_weights, first, count, part.sample_weights);
        return part;
    }

    /// Copies a run of the samples of a field. A field that the batch lacks becomes empty: the part may hold
    /// that of an earlier batch.
    static void take(const auto& field, Index first, Index count, auto& to) {
        if (field.size() == 0)
            to = field;
        else if constexpr (std::remove_cvref_t<decltype(field)>::IsVectorAtCompileTime)
            to = field.segment(first, count);
        else
            to = field.middleCols(first, count);
    }

    Objective objective_;
    Index shards_;
    PerSize<Batch<Scalar>> parts_;
};

/// A model whose minibatches are cut into shards: the parameters, places and figures of another model. It has
/// each optional member that a run asks for if that model has it. That model must outlive it.
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
    Shape input_shape() const requires requires(const Model& model) { model.input_shape(); }
    { return model_->input_shape(); }
    bool draws() const requires requires(const Model& model) { model.draws(); }
    { return model_->draws(); }

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
