// optional: needs an MPI library
#pragma once

#include <regula/distributed/agreement.hpp>
#include <regula/distributed/ranks.hpp>
#include <regula/distributed/tree_sum.hpp>
#include <regula/model/sharded.hpp>
#include <regula/optimize/fit.hpp>

#include <algorithm>
#include <optional>

namespace regula::inline REGULA_ABI::mpi {

/// The loss of a model on a minibatch; each rank computes its shards. Loss, gradient and the policies' terms
/// are sums over shards, in one TreeSum per step.
template <class Scalar, class Objective>
class ShardedObjective {
public:
    ShardedObjective(Objective objective, const Ranks& ranks, Index shards)
        : loss_{std::move(objective), shards}, ranks_{ranks} {}

    double operator()(const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, Hooks<Scalar>& hooks, Workers& workers) {
        const std::span<double> terms = hooks.terms();
        const auto policies = static_cast<Index>(terms.size());
        if (!sum_) sum_.emplace(ranks_.communicator, loss_.shards(), 1 + policies, theta.size());

        auto& sum = (*sum_)([&](Index number, Addend<Scalar>& addend) {
            addend.terms()[0] = loss_(number, theta, batch, gradient, hooks, workers);
            std::copy(terms.begin(), terms.end(), &addend.terms()[0] + 1);
            addend.vector() = gradient.vector();
        });
        gradient.vector() = sum.vector();
        for (Index i = 0; i < policies; ++i) terms[static_cast<std::size_t>(i)] = sum.terms()[1 + i];
        return sum.terms()[0];
    }

private:
    ShardLoss<Scalar, Objective> loss_;
    Ranks ranks_;
    std::optional<TreeSum<Scalar>> sum_;
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
class DataParallel : public ShardedModel<Model_> {
public:
    using typename ShardedModel<Model_>::Scalar;

    explicit DataParallel(Model_& model, const Ranks& ranks = {}, Index shards = 8)
        : ShardedModel<Model_>{model, shards, "mpi::DataParallel"}, ranks_{ranks} {}

    /// With the auxiliary losses of a run, if any.
    template <class Loss, class... Policies>
    friend auto objective_of(const DataParallel& divided, const Loss& loss, const Policies&... policies) {
        auto objective = objective_of(divided.model(), loss, policies...);
        return ShardedObjective<Scalar, decltype(objective)>{std::move(objective), divided.ranks_,
                                                             divided.shards()};
    }

private:
    Ranks ranks_;
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
