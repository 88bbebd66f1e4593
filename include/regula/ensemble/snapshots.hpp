#pragma once

#include <regula/ensemble/ensemble.hpp>
#include <regula/optimize/fit.hpp>

namespace regula::inline REGULA_ABI {

/// A snapshot ensemble, at the cost of one run: the learning rate falls to zero in each of `cycles` cosine
/// cycles, and the model at the end of each cycle is a member.
///
///     const auto found = train_snapshots(5, net, SoftmaxCrossEntropy{}, train,
///                                        Sgd{.learning_rate = 0.1, .epochs = 50}, Dropout{0.5});
///
/// The optimizer's epochs are those of all cycles; its schedule is replaced. Throws std::invalid_argument
/// unless `cycles` divides the epochs, and for a model that refers to the parameters of another. A run that
/// ends early gives fewer members.
/// Huang et al. (2017), "Snapshot ensembles: train 1, get M for free".
template <Model M, class Loss, HasSettings Optimizer, class... Ps>
Ensemble<M> train_snapshots(int cycles, M model, const Loss& loss, const Dataset<typename M::Scalar>& train,
                            Optimizer optimizer, Ps... policies) {
    require(cycles >= 1 && optimizer.epochs >= 1 && optimizer.epochs % cycles == 0,
            "train_snapshots: the number of cycles must divide the epochs, got ", cycles, " cycles of ",
            optimizer.epochs, " epochs");
    require_own_parameters(model, "train_snapshots");
    const int length = optimizer.epochs / cycles;
    optimizer.schedule = CosineDecayRestarts{.epochs = static_cast<double>(length)};
    Ensemble<M> found;
    const auto take = [&](const Record& record) {
        if (record.epoch % length == 0) found.members.push_back({model});
    };
    fit(model, loss, train, optimizer, std::move(policies)..., take);
    return found;
}

}  // namespace regula::inline REGULA_ABI
