#pragma once

#include <regula/core/per_size.hpp>
#include <regula/data/batches.hpp>
#include <regula/loss/loss.hpp>
#include <regula/model/subnetwork.hpp>

namespace regula::inline REGULA_ABI {

/// Calls use(targets) with the targets of a batch, or with its labels where it has no targets.
template <class Scalar, class Use>
auto with_targets(const Batch<Scalar>& batch, const Use& use) {
    return batch.targets.size() > 0 ? use(batch.targets) : use(batch.labels);
}

/// The loss of a network on a batch as a function of its parameters, with its gradient.
template <class Scalar, class Loss>
class NetworkObjective {
    static_assert(LossType<Loss>,
                  "regula: a loss needs 'double value(y, t) const' and 'void gradient(y, t, g) const'");

public:
    NetworkObjective(const Network<Scalar>& network, Loss loss)
        : network_{&network}, loss_{std::move(loss)} {}

    double operator()(const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, const auto& hooks, Workers& workers) {
        if constexpr (std::remove_cvref_t<decltype(hooks)>::thins)
            if (subnetwork_.draw(*network_, hooks)) {
                const Matrix<Scalar>& y = subnetwork_.forward(theta, batch.inputs, workers);
                const double loss =
                    judge(y, batch, subnetwork_.output_gradient(), subnetwork_.output_charge(), hooks);
                subnetwork_.backward(gradient, workers);
                return loss;
            }
        auto& tape = tapes_.of(batch.size());
        const Matrix<Scalar>& y = network_->forward(theta, batch.inputs, tape, hooks, workers);
        const double loss =
            judge(y, batch, network_->output_gradient(tape), tape.layers.back().charge, hooks);
        network_->backward(theta, tape, gradient, hooks, workers, false);
        return loss;
    }

private:
    /// The loss, and its gradient with that of the penalties on outputs.
    double judge(const Matrix<Scalar>& y, const Batch<Scalar>& batch, Matrix<Scalar>& dy,
                 Matrix<Scalar>& scratch, const auto& hooks) const {
        const auto value = [&](const auto& t) { return value_and_gradient(loss_, y, t, dy); };
        double loss = 0;
        if constexpr (LabelLoss<Loss>)
            loss = with_targets(batch, value);
        else
            loss = value(batch.targets);
        const Slot<Role::output> slot{network_->output_block()};
        hooks.charge(slot, y);
        hooks.add_charge(slot, y, scratch, dy);
        return loss;
    }

    const Network<Scalar>* network_;
    Loss loss_;
    PerSize<Tape<Scalar>> tapes_;
    Subnetwork<Scalar> subnetwork_;
};

template <class Scalar, class Loss>
auto objective_of(const Network<Scalar>& network, const Loss& loss) {
    return NetworkObjective<Scalar, Loss>{network, loss};
}

/// Throws std::invalid_argument unless the data fits the network: as many features, and as many outputs.
template <class Scalar>
void require_fits(const Network<Scalar>& network, const Dataset<Scalar>& data, const std::string& what) {
    data.check(what);
    require(data.features() == network.features(), what, ": the network takes ", network.features(),
            " features, the data have ", data.features());
    const bool yes_or_no = data.has_labels() && data.classes() <= 2 && network.outputs() == 1;
    const bool enough =
        data.has_labels() ? data.classes() <= network.outputs() : data.outputs() == network.outputs();
    require(enough || yes_or_no, what, ": the network has ", network.outputs(), " outputs, the data need ",
            data.outputs());
}

}  // namespace regula::inline REGULA_ABI
