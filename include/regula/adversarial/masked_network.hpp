#pragma once

#include <regula/model/evaluate.hpp>

#include <string>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A network that predicts with noise and masks, as a random defence does: the mean of its scores over a
/// number of draws. An attack on it raises the mean of the loss over the same draws, the expectation over
/// masks.
///
///     robust_error(MaskedNetwork{net, 20, Key{1}, Dropout{0.5}}, SoftmaxCrossEntropy{}, test, attack)
///
/// Policies are noise and gates on inputs and hidden units. Each sample has masks of its own; they are the
/// same at each point of an attack, so an attack with more steps finds no less. Predictions with another key
/// show whether an attack has learned the masks. The network must outlive this object. Throws
/// std::invalid_argument for draws below 1 and for bad policies.
///
/// Athalye, Engstrom, Ilyas and Kwok (2018), "Synthesizing robust adversarial examples" (expectation over
/// transformation); Athalye, Carlini and Wagner (2018), "Obfuscated gradients give a false sense of
/// security".
template <class Scalar_, class Policies>
class MaskedNetwork {
public:
    using Scalar = Scalar_;
    static_assert(Policies::disturbs_predictions && !Policies::template disturbs<Role::weight> &&
                      !Policies::template disturbs<Role::bias>,
                  "regula: MaskedNetwork takes noise and gates on inputs and hidden units");

    template <class... Ps>
    MaskedNetwork(const Network<Scalar>& network, Index draws, Key key, Ps... policies)
        : network_{network}, draws_{draws}, key_{key}, policies_{pipeline(std::move(policies)...)} {
        require(draws >= 1, "MaskedNetwork: draws must be >= 1, got ", draws);
        policies_.check(places_in_run(network));
    }

    const Network<Scalar>& network() const { return network_; }
    Index features() const { return network_.features(); }
    Index outputs() const { return network_.outputs(); }
    const Parameters<Scalar>& parameters() const { return network_.parameters(); }
    Index draws() const { return draws_; }

    /// The outputs in a pass that has hooks().
    Node operator()(auto& pass, Node x) const { return network_(pass, x); }
    /// The noise and masks; Pass::afresh chooses the draw.
    PolicyHooks<Scalar, Policies> hooks() const { return {policies_, StepTime{key_}}; }

    /// The mean of the scores over the draws, outputs x samples.
    Matrix<Scalar> predict(const Matrix<Scalar>& x) const {
        auto hooks = this->hooks();
        Workers alone;
        Pass<Scalar> pass;
        pass.begin(parameters(), nullptr, hooks, alone);
        const Node in = pass.input(x);
        Matrix<Scalar> mean = Matrix<Scalar>::Zero(outputs(), x.cols());
        for (Index k = 0; k < draws_; ++k) {
            pass.afresh(static_cast<std::uint64_t>(k));
            mean += pass.value(network_(pass, in)) / static_cast<Scalar>(draws_);
        }
        return mean;
    }

private:
    const Network<Scalar>& network_;
    Index draws_;
    Key key_;
    Policies policies_;
};
template <class Scalar, class... Ps>
MaskedNetwork(const Network<Scalar>&, Index, Key, Ps...)
    -> MaskedNetwork<Scalar, decltype(pipeline(std::declval<Ps>()...))>;

template <class Scalar, class Policies>
void require_fits(const MaskedNetwork<Scalar, Policies>& model, const Dataset<Scalar>& data,
                  const std::string& what) {
    require_fits(model.network(), data, what);
}

/// The loss and the error of the mean scores. Throws std::invalid_argument for data that do not fit.
template <class Scalar, class Policies, class Loss>
Evaluation evaluate(const MaskedNetwork<Scalar, Policies>& model, const Loss& loss,
                    const Dataset<Scalar>& data, Workers&) {
    require_fits(model, data, "evaluate");
    const Matrix<Scalar> y = model.predict(data.inputs);
    Batch<Scalar> batch{.inputs = {}, .targets = data.targets, .labels = data.labels};
    prepare_targets<Loss>(batch, model.outputs());
    Evaluation found;
    found.loss =
        with_targets<Loss>(batch, [&](const auto& t) { return static_cast<double>(loss.value(y, t)); });
    if (data.has_labels())
        found.error = static_cast<double>(count_errors(y, data.labels)) / static_cast<double>(data.size());
    return found;
}

}  // namespace regula::inline REGULA_ABI
