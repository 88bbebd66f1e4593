#pragma once

#include <regula/core/per_size.hpp>
#include <regula/data/batches.hpp>
#include <regula/loss/loss.hpp>
#include <regula/model/network.hpp>

namespace regula::inline REGULA_ABI {

/// Calls use(targets) with the targets of a batch, or with its labels where it has no targets.
template <class Scalar, class Use>
auto with_targets(const Batch<Scalar>& batch, const Use& use) {
    return batch.targets.size() > 0 ? use(batch.targets) : use(batch.labels);
}

/// The loss of a network on a batch as a function of its parameters, with its gradient.
template <class Scalar, class Loss>
class NetworkObjective {
public:
    NetworkObjective(const Network<Scalar>& network, Loss loss)
        : network_{&network}, loss_{std::move(loss)} {}

    double operator()(const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, const auto& hooks, Workers& workers) {
        auto& tape = tapes_.of(batch.size());
        const Matrix<Scalar>& y = network_->forward(theta, batch.inputs, tape, hooks, workers);
        Matrix<Scalar>& dy = network_->output_gradient(tape);
        const auto judge = [&](const auto& t) {
            loss_.gradient(y, t, dy);
            return static_cast<double>(loss_.value(y, t));
        };
        double loss = 0;
        if constexpr (LabelLoss<Loss>)
            loss = with_targets(batch, judge);
        else
            loss = judge(batch.targets);
        network_->backward(theta, tape, gradient, hooks, workers, false);
        return loss;
    }

private:
    const Network<Scalar>* network_;
    Loss loss_;
    PerSize<Tape<Scalar>> tapes_;
};

}  // namespace regula::inline REGULA_ABI
