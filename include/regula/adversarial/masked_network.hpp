#pragma once

#include <regula/model/evaluate.hpp>

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Whether the derivative of a policy's perturbation is what the backward pass takes it for: gates multiply
/// by their gains, and noise with a variance adds draws. Other noise, such as MaskingNoise, replaces its
/// inputs.
template <class P>
constexpr bool passes_gradients() {
    if constexpr (is_placed<P>) {
        return passes_gradients<std::remove_cvref_t<decltype(std::declval<P>().policy)>>();
    } else {
        using Now = std::remove_cvref_t<decltype(at(std::declval<const P&>(), StepTime{}))>;
        return !Noise<Now> || requires(const Now& noise) { noise.variance(); };
    }
}

/// A network that predicts with noise and masks, as a random defence does: the mean of its scores over a
/// number of draws. An attack on it raises the mean of the loss over the same draws, the expectation over
/// masks.
///
///     robust_error(MaskedNetwork{net, 20, Key{1}, Dropout{0.5}}, SoftmaxCrossEntropy{}, test, attack)
///
/// Policies are gates, and noise that is added, on inputs and hidden units. Each sample has masks of its own;
/// they are the same at each point of an attack, so an attack with more steps finds no less. Predictions with
/// another key show whether an attack has learned the masks. The network must outlive this object. Throws
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
                  "regula: MaskedNetwork takes gates and added noise, on inputs and hidden units");

    template <class... Ps>
    MaskedNetwork(const Network<Scalar>& network, Index draws, Key key, Ps... policies)
        : network_{network}, draws_{draws}, key_{key}, policies_{pipeline(std::move(policies)...)} {
        static_assert((passes_gradients<Ps>() && ...),
                      "regula: MaskedNetwork takes gates and added noise; an attack has no gradient through "
                      "noise that replaces its inputs");
        require(draws >= 1, "MaskedNetwork: draws must be >= 1, got ", draws);
        policies_.check(places_in_run(network));
    }
    template <class... Ps>
    MaskedNetwork(Network<Scalar>&&, Index, Key, Ps...) = delete;  // a temporary would dangle

    const Network<Scalar>& network() const { return network_; }
    Index features() const { return network_.features(); }
    Index outputs() const { return network_.outputs(); }
    const Parameters<Scalar>& parameters() const { return network_.parameters(); }
    Index draws() const { return draws_; }

    /// The outputs in a pass that has hooks().
    Node operator()(auto& pass, Node x) const { return network_(pass, x); }
    /// The noise and masks; Pass::afresh chooses the draw.
    PolicyHooks<Scalar, Policies> hooks() const { return {policies_, StepTime{key_}}; }

    /// The mean of the scores over the draws, outputs x samples, part_size samples at a time.
    Matrix<Scalar> predict(const Matrix<Scalar>& x, Workers& workers, Index part_size = 500) const {
        require(part_size >= 1, "MaskedNetwork: part_size must be >= 1, got ", part_size);
        auto hooks = this->hooks();
        Pass<Scalar> pass;
        Matrix<Scalar> part, mean = Matrix<Scalar>::Zero(outputs(), x.cols());
        for (Index first = 0; first < x.cols(); first += part_size) {
            part = x.middleCols(first, std::min(part_size, x.cols() - first));
            hooks.now.first = first;  // each sample has masks of its own
            for (Index k = 0; k < draws_; ++k) {
                pass.begin(parameters(), nullptr, hooks, workers);
                pass.afresh(static_cast<std::uint64_t>(k));
                mean.middleCols(first, part.cols()) +=
                    pass.value(network_(pass, pass.input(part))) / static_cast<Scalar>(draws_);
            }
        }
        return mean;
    }
    Matrix<Scalar> predict(const Matrix<Scalar>& x) const {
        Workers alone;
        return predict(x, alone);
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
                    const Dataset<Scalar>& data, Workers& workers) {
    require_fits(model, data, "evaluate");
    return judge_outputs(model.predict(data.inputs, workers), loss, data);
}
template <class Scalar, class Policies, class Loss>
Evaluation evaluate(const MaskedNetwork<Scalar, Policies>& model, const Loss& loss,
                    const Dataset<Scalar>& data) {
    Workers alone;
    return evaluate(model, loss, data, alone);
}

}  // namespace regula::inline REGULA_ABI
