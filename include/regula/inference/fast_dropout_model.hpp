#pragma once

#include <regula/core/shape.hpp>
#include <regula/inference/expected_loss.hpp>
#include <regula/inference/fast_dropout.hpp>
#include <regula/model/evaluate.hpp>

#include <optional>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A model for fit that trains a network with fast dropout. It minimises the expected loss
/// (inference/expected_loss.hpp) over noise and gates without sampling them, so the gradient has only the
/// noise of the minibatch.
///
///     FastDropout fast{net, Dropout{0.5}, on(inputs, Dropout{0.2})};
///     fit(fast, SoftmaxCrossEntropy{}, train, Sgd{.learning_rate = 0.1}, MaxNorm{3});
///
/// It trains the parameters of `net`; `net` must outlive it. A step computes about twice the products of a
/// step with draws. fit evaluates the network itself, without policies, and accepts other policies on inputs,
/// targets and parameters.
///
/// Wang and Manning (2013), "Fast dropout training".
template <class Scalar_>
class FastDropout {
public:
    using Scalar = Scalar_;

    /// Throws std::invalid_argument for invalid policies and for policies without a place in the network.
    template <class... Ps>
    explicit FastDropout(Network<Scalar>& net, Ps... policies)
        : network_{&net}, spreads_{net.hidden_blocks(), std::move(policies)...} {}

    const Network<Scalar>& network() const { return *network_; }
    const Spreads& spreads() const { return spreads_; }

    /// Means and variances of the outputs (outputs x samples) for inputs (features x samples).
    Gaussian<Scalar> predict(const Matrix<Scalar>& x) const { return fast_dropout(*network_, x, spreads_); }

    Parameters<Scalar>& parameters() { return network_->parameters(); }
    const Parameters<Scalar>& parameters() const { return network().parameters(); }
    /// None: policies on hidden units are integrated out.
    const std::vector<Block>& hidden_blocks() const { return none_; }
    Index outputs() const { return network_->outputs(); }
    Shape input_shape() const { return network_->input_shape(); }

private:
    Network<Scalar>* network_;
    Spreads spreads_;
    std::vector<Block> none_;
};

/// The expected loss on a batch of a network with noise and gates, as a function of its parameters, with its
/// gradient.
template <class Scalar, class Loss>
class FastDropoutObjective {
    static_assert(ExpectedLoss<Loss>,
                  "regula: fast dropout needs a loss with an expected_loss(loss, y, t, dy); SquaredError, "
                  "Logistic and SoftmaxCrossEntropy have one");

public:
    FastDropoutObjective(const FastDropout<Scalar>& model, Loss loss)
        : model_{&model}, loss_{std::move(loss)}, inputs_{input_block(model.input_shape())} {}

    double operator()(const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, Hooks<Scalar>& hooks, Workers& workers) {
        require(batch.sample_weights.size() == 0, "FastDropout: takes no sample weights, got ",
                batch.sample_weights.size(), " of them");
        auto& [pass, changed, gain] = passes_.of(batch.size());
        const Matrix<Scalar>& x = *hooks.forward(inputs_, batch.inputs, changed, gain, {}).units;
        if (!pass) pass.emplace(model_->spreads());
        pass->begin(theta, &gradient, workers);
        const Node node = model_->network()(*pass, pass->input(x));
        const Gaussian<Scalar>& y = pass->moments(node);
        Gaussian<Scalar>& dy = pass->gradient(node);
        const double loss = with_targets<Loss>(batch, [&](const auto& t) {
            return y.certain() ? value_and_gradient(loss_, y.mean, t, dy.mean)
                               : expected_loss(loss_, y, t, dy);
        });
        pass->backward();
        return loss;
    }

private:
    struct Kept {
        std::optional<MomentsPass<Scalar, Spreads>> pass;
        Matrix<Scalar> changed, gain;
    };
    const FastDropout<Scalar>* model_;
    Loss loss_;
    const Block inputs_;
    PerSize<Kept> passes_;
};

template <class Scalar, class Loss>
auto objective_of(const FastDropout<Scalar>& model, const Loss& loss) {
    return FastDropoutObjective<Scalar, Loss>{model, loss};
}
template <class Scalar>
void require_fits(const FastDropout<Scalar>& model, const Dataset<Scalar>& data, const std::string& what) {
    require_fits(model.network(), data, what);
}
template <class Scalar, class Loss>
Evaluation evaluate(const FastDropout<Scalar>& model, const Loss& loss, const Dataset<Scalar>& data,
                    Workers& workers) {
    return evaluate(model.network(), loss, data, workers);
}

}  // namespace regula::inline REGULA_ABI
