// optional: needs an MPI library
#pragma once

#include <regula/core/per_size.hpp>
#include <regula/distributed/agreement.hpp>
#include <regula/distributed/ranks.hpp>
#include <regula/distributed/tree_sum.hpp>
#include <regula/optimize/fit.hpp>

#include <algorithm>
#include <optional>

namespace regula::inline REGULA_ABI::mpi {

/// The loss of a model on a minibatch; each rank computes its shards. Loss, gradient and the policies' terms
/// are means over shards, weighted by size, in one TreeSum per step.
template <class Scalar, class Objective>
class ShardedObjective {
public:
    ShardedObjective(Objective objective, const Ranks& ranks, Index shards)
        : objective_{std::move(objective)}, ranks_{ranks}, shards_{shards} {}

    double operator()(const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, Hooks<Scalar>& hooks, Workers& workers) {
        const std::span<double> terms = hooks.terms();
        const auto policies = static_cast<Index>(terms.size());
        if (!sum_) sum_.emplace(ranks_.communicator, shards_, 1 + policies, theta.size());

        auto& sum = (*sum_)([&](Index number, Addend<Scalar>& addend) {
            const Index first = number * batch.size() / shards_,
                        count = (number + 1) * batch.size() / shards_ - first;
            if (count == 0) {
                addend.terms().setZero();
                addend.vector().setZero();
                return;
            }
            hooks.now.first = first;
            std::fill(terms.begin(), terms.end(), 0.0);
            const double loss = objective_(theta, shard(batch, first, count), gradient, hooks, workers);
            const double share = static_cast<double>(count) / static_cast<double>(batch.size());
            addend.terms()[0] = share * loss;
            for (Index i = 0; i < policies; ++i)
                addend.terms()[1 + i] = share * terms[static_cast<std::size_t>(i)];
            addend.vector() = static_cast<Scalar>(share) * gradient.vector();
        });
        hooks.now.first = 0;
        gradient.vector() = sum.vector();
        for (Index i = 0; i < policies; ++i) terms[static_cast<std::size_t>(i)] = sum.terms()[1 + i];
        return sum.terms()[0];
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
    Ranks ranks_;
    Index shards_;
    std::optional<TreeSum<Scalar>> sum_;
    PerSize<Batch<Scalar>> parts_;
};

/// A model with minibatches divided among ranks. fit treats it like any other model:
///
///     mpi::DataParallel divided{net};
///     fit(state, divided, loss, train, validation, Sgd{...}, Dropout{0.5}, mpi::Agreement{});
///
/// All ranks hold the whole model and all data, and make the same calls. In each step a minibatch is cut into
/// `shards` runs of samples, for any number of ranks. Each rank computes the gradients of its shards, TreeSum
/// adds them in a fixed order, and each rank takes the same step. So the result has the same bits for any
/// number of ranks of the same kind of machine; ranks beyond the number of shards are idle. Noise and gates
/// are those of the undivided run. With one shard the result is that of fit without ranks, bit for bit; with
/// more it is the same up to rounding. The exceptions are penalties on hidden units or outputs that are not
/// sums over samples (KlSparsity): they are computed for each shard separately.
///
/// The model must outlive it. Throws std::invalid_argument unless shards >= 1.
template <class Model_>
class DataParallel {
public:
    using Scalar = typename Model_::Scalar;

    explicit DataParallel(Model_& model, const Ranks& ranks = {}, Index shards = 8)
        : model_{&model}, ranks_{ranks}, shards_{shards} {
        require(shards >= 1, "mpi::DataParallel: shards must be >= 1, got ", shards);
    }

    auto& parameters() { return model_->parameters(); }
    const auto& parameters() const { return std::as_const(*model_).parameters(); }
    const auto& hidden_blocks() const { return model_->hidden_blocks(); }
    Index outputs() const { return model_->outputs(); }
    const Block& output_block() const requires requires(const Model_& model) { model.output_block(); }
    { return model_->output_block(); }

    const Model_& model() const { return *model_; }

    /// With the auxiliary losses of a run, if any.
    template <class Loss, class... Policies>
    friend auto objective_of(const DataParallel& divided, const Loss& loss, const Policies&... policies) {
        auto objective = objective_of(*divided.model_, loss, policies...);
        return ShardedObjective<Scalar, decltype(objective)>{std::move(objective), divided.ranks_,
                                                             divided.shards_};
    }
    friend void require_fits(const DataParallel& divided, const Dataset<Scalar>& data,
                             const std::string& what) {
        require_fits(divided.model(), data, what);
    }
    template <class Loss>
    friend auto evaluate(const DataParallel& divided, const Loss& loss, const Dataset<Scalar>& data,
                         Workers& workers) {
        return evaluate(divided.model(), loss, data, workers);
    }

private:
    Model_* model_;
    Ranks ranks_;
    Index shards_;
};

/// Trains a model on all ranks: fit of DataParallel, with Agreement.
///
///     const Report report = mpi::fit(mpi::Ranks{}, net, SoftmaxCrossEntropy{}, train, validation, Sgd{...},
///                                    Dropout{0.5});
///
/// The arguments after the training data are those of fit. Throws like fit and Agreement, and
/// std::runtime_error if MPI fails.
template <Model Model, class Loss, class... Rest>
Report fit(const Ranks& ranks, Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& train,
           const Rest&... rest) {
    DataParallel divided{model, ranks};
    return regula::fit(divided, loss, train, rest..., Agreement{ranks.communicator});
}

}  // namespace regula::inline REGULA_ABI::mpi
