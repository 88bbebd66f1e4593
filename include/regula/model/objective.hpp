#pragma once

#include <regula/core/per_size.hpp>
#include <regula/data/targets.hpp>
#include <regula/loss/loss.hpp>
#include <regula/model/subnetwork.hpp>

namespace regula::inline REGULA_ABI {

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
        const double loss =
            with_targets<Loss>(batch, [&](const auto& t) { return value_and_gradient(loss_, y, t, dy); });
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

/// Throws std::invalid_argument unless a model of `width` outputs has what data need: as many as there are targets,
/// or at least as many as classes; one is enough for the classes 0 and 1.
template <class Scalar>
void require_outputs(Index width, const Dataset<Scalar>& data, const std::string& what) {
    const bool yes_or_no = data.has_labels() && data.classes() <= 2 && width == 1;
    const bool enough = data.has_labels() ? data.classes() <= width : data.outputs() == width;
    require(enough || yes_or_no, what, ": the network has ", width, " outputs, the data need ",
            data.outputs());
}

/// Throws std::invalid_argument unless data are in order and fit the network: as many features, and the outputs.
template <class Scalar>
void require_fits(const Network<Scalar>& network, const Dataset<Scalar>& data, const std::string& what) {
    data.check(what);
    require(data.features() == network.features(), what, ": the network takes ", network.features(),
            " features, the data have ", data.features());
    require_outputs(network.outputs(), data, what);
}

}  // namespace regula::inline REGULA_ABI
