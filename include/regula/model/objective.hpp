#pragma once

#include <regula/data/partly_labelled.hpp>
#include <regula/model/network.hpp>

#include <string>

namespace regula::inline REGULA_ABI {

/// The objective of the loop for a function f(pass, batch) that adds losses to a pass: the sum of its terms
/// as a function of the parameters, with the gradient.
template <class Scalar, class F>
class PassObjective {
public:
    explicit PassObjective(F f) : f_{std::move(f)} {}

    double operator()(const Parameters<Scalar>& theta, const auto& batch, Parameters<Scalar>& gradient,
                      Hooks<Scalar>& hooks, Workers& workers) {
        last_ = &passes_.of(buffer_number(batch));
        last_->begin(theta, &gradient, hooks, workers);
        f_(*last_, batch);
        last_->backward();
        return last_->loss();
    }
    /// The same without policies and without a gradient.
    double value(const Parameters<Scalar>& theta, const auto& batch, Workers& workers) {
        last_ = &evaluations_.of(buffer_number(batch));
        last_->begin(theta, nullptr, none_, workers);
        f_(*last_, batch);
        return last_->loss();
    }
    /// The terms of the last call, by name.
    std::span<const Term> terms() const {
        return last_ == nullptr ? std::span<const Term>{} : last_->terms();
    }

    /// Whether something in the objective draws random numbers, even without policies.
    bool draws() const {
        if constexpr (requires { f_.draws(); })
            return f_.draws();
        else
            return true;
    }

private:
    F f_;
    PerSize<Pass<Scalar>> passes_, evaluations_;  // apart, so that neither resizes the other
    Pass<Scalar>* last_ = nullptr;
    Hooks<Scalar> none_;
};

/// The objective of a function of a pass and a batch, for the parameters of a model.
template <class Model, class F>
auto objective_from(const Model&, F f) {
    return PassObjective<typename Model::Scalar, F>{std::move(f)};
}

/// The loss of a network on the labelled samples of a batch, with the weight that a run's policies give it,
/// and the auxiliary losses of these policies.
template <class Scalar, class Loss, class Policies>
struct NetworkLosses {
    static_assert(LossType<Loss>,
                  "regula: a loss needs 'double value(y, t) const' and 'void gradient(y, t, g) const'");
    const Network<Scalar>* network;
    Loss loss;
    const Policies* policies;

    bool draws() const { return network->draws(); }
    void operator()(Pass<Scalar>& pass, const auto& batch) const {
        const Batch<Scalar>& judged = labelled(batch);
        double weight = 1;
        if constexpr (Policies::adds_losses) weight = policies->loss_weight(pass.hooks().now);
        if (weight != 0)
            pass.add_loss("loss", loss, (*network)(pass, pass.input(judged.inputs)), judged, weight);
        if constexpr (Policies::adds_losses)
            policies->add_losses(pass, *network, loss, batch, pass.hooks().now, pass.hooks().terms());
    }
};

/// The loss of a network as a function of its parameters; with policies, their auxiliary losses too. The
/// policies must outlive the objective.
template <class Scalar, class Loss>
auto objective_of(const Network<Scalar>& network, const Loss& loss) {
    return objective_from(network, NetworkLosses<Scalar, Loss, Pipeline<>>{&network, loss, nullptr});
}
template <class Scalar, class Loss, class Policies>
auto objective_of(const Network<Scalar>& network, const Loss& loss, const Policies& policies) {
    return objective_from(network, NetworkLosses<Scalar, Loss, Policies>{&network, loss, &policies});
}

/// Throws std::invalid_argument unless a model of `width` outputs suits the data: as many outputs as targets,
/// or at least as many as classes; one output is enough for the classes 0 and 1.
template <class Scalar>
void require_outputs(Index width, const Dataset<Scalar>& data, const std::string& what) {
    const bool yes_or_no = data.has_labels() && data.classes() <= 2 && width == 1;
    const bool enough = data.has_labels() ? data.classes() <= width : data.outputs() == width;
    require(enough || yes_or_no, what, ": the network has ", width, " outputs, the data need ",
            data.outputs());
}

/// Throws std::invalid_argument unless the data are valid and fit the network in features and outputs.
template <class Scalar>
void require_fits(const Network<Scalar>& network, const Dataset<Scalar>& data, const std::string& what) {
    data.check(what);
    require(data.features() == network.features(), what, ": the network takes ", network.features(),
            " features, the data have ", data.features());
    require_outputs(network.outputs(), data, what);
}

}  // namespace regula::inline REGULA_ABI
