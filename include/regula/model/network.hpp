#pragma once

#include <regula/model/sequence.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// Layers in a row, with their parameters. A copy has parameters of its own.
///
///     Network<float> net{784, {Dense{1024}, Relu{}, Dense{1024}, Relu{}, Dense{10}}, Key{1}};
///     Matrix<float> scores = net.predict(images);       // 10 x samples
///
/// weights[k] and biases[k] belong to the k-th layer with weights; their blocks are "k.weight" and "k.bias".
/// Blocks of other layers have the layer's name, "Name[n].bias". hidden[k] are the inputs of layer k + 1,
/// after the activation; branches[k] is the term that the k-th Residual adds; noise_scales[k] are the noise
/// parameters of the k-th layer that learns them. In training policies act at these places and random layers
/// draw; predict uses neither. Penalties may also act on outputs, scores before any softmax. A network is a
/// function of a pass, so your own objectives call it in a Pass.
template <class Scalar_>
class Network {
public:
    using Scalar = Scalar_;

    /// A network for inputs of a Shape, or for a number of features, with initial weights drawn by a key.
    /// Throws std::invalid_argument if there is no layer or a layer does not fit the one before.
    Network(Shape features, const std::vector<Layer<Scalar>>& layers, Key key = Key{1})
        : Network{features, layers, key, Numbering{}} {}

    /// Draws the parameters anew.
    void initialize(Key key) {
        sequence_.each_layer(
            [&](const Layer<Scalar>& layer, std::span<const Block> blocks, std::size_t number) {
                layer.initialize({blocks, theta_.vector().data()}, key[number]);
            });
    }

    /// The outputs in a pass, for an input or for outputs of another model.
    Node operator()(auto& pass, Node x) const {
        const Index fan_in = pass.value(x).rows();
        require(fan_in == features(), "Network: inputs must have ", features(), " features, got ", fan_in);
        require(pass.parameters() == theta_.size(), "Network: has ", theta_.size(),
                " parameters, the pass has ", pass.parameters());
        return pass.leave(sequence_(pass, x), output_);
    }

    /// The units at one of the places hidden_blocks() between the layers, before policies act there. The
    /// layers after it are left out.
    Node up_to(const Block& place, auto& pass, Node x) const { return sequence_.up_to(place, pass, x); }

    Index features() const { return input_shape().size(); }
    Shape input_shape() const { return sequence_.inputs(); }
    Index outputs() const { return sequence_.outputs().size(); }
    Shape output_shape() const { return sequence_.outputs(); }
    Parameters<Scalar>& parameters() { return theta_; }
    const Parameters<Scalar>& parameters() const { return theta_; }
    /// Whether layers act otherwise in training than in prediction: by draws, or by the minibatch.
    bool draws() const { return draws_; }
    /// Calls act(name, sequence) with its one sequence of layers, without a name.
    void each_sequence(const auto& act) const { act(std::string{}, sequence_); }
    /// The places between layers for policies: hidden units and branches.
    const std::vector<Block>& hidden_blocks() const { return places_; }
    /// The place of the outputs, for penalties.
    const Block& output_block() const { return output_; }

    /// The outputs (outputs x samples) for inputs (features x samples), without noise, gates and draws.
    Matrix<Scalar> predict(const Matrix<Scalar>& x) const;

    /// The outputs of one random pass, with noise and gates, on weights and biases too, and with the draws of
    /// random layers, as in the training step of this key. The mean over many keys is Monte-Carlo prediction
    /// (Gal and Ghahramani 2016).
    ///
    ///     net.predict(x, Key{7}, on(weights, Dropout{0.5}));     // DropConnect
    ///
    /// Throws std::invalid_argument for bad policies, and for a place that is not in the network.
    template <class... Ps>
    Matrix<Scalar> predict(const Matrix<Scalar>& x, Key key, Ps... policies) const {
        const auto attached = pipeline(std::move(policies)...);
        using Asked = std::remove_const_t<decltype(attached)>;
        static_assert(Asked::disturbs_predictions,
                      "regula: predict(x, key, policies...) takes noise and gates, on anything but targets; "
                      "other policies act in training alone");
        attached.check(places_in_run(*this));
        PolicyHooks<Scalar, Asked> hooks{attached, StepTime{key}};
        Pass<Scalar> pass;
        Workers alone;
        const Parameters<Scalar>* seen = &theta_;
        Parameters<Scalar> disturbed, gains;
        if constexpr (Asked::template disturbs<Role::weight> || Asked::template disturbs<Role::bias>) {
            disturbed = gains = theta_;
            disturb_parameters(attached, disturbed, gains, hooks.now);
            seen = &disturbed;
        }
        pass.begin(*seen, nullptr, hooks, alone);
        return pass.value((*this)(pass, pass.input(x)));
    }

private:
    Network(Shape features, const std::vector<Layer<Scalar>>& layers, Key key, Numbering numbering);
    static Shape checked(Shape features, const std::vector<Layer<Scalar>>& layers) {
        require(features.height != 1 || features.width != 1 || features.channels >= 1,
                "Network: inputs must be >= 1, got ", features.channels);
        features.check();
        require(!layers.empty(), "Network: needs at least one layer");
        return features;
    }

    Sequence<Scalar> sequence_;
    bool draws_ = false;
    std::vector<Block> places_;
    Block output_;
    Parameters<Scalar> theta_;
};

template <class Scalar>
Matrix<Scalar> Network<Scalar>::predict(const Matrix<Scalar>& x) const {
    Pass<Scalar> pass;
    pass.begin(theta_);
    return pass.value((*this)(pass, pass.input(x)));
}

template <class Scalar>
Network<Scalar>::Network(Shape features, const std::vector<Layer<Scalar>>& layers, Key key,
                         Numbering numbering)
    : sequence_{checked(features, layers), layers, numbering} {
    sequence_.each_layer([&](const Layer<Scalar>& layer, std::span<Block> blocks, std::size_t) {
        draws_ = draws_ || layer.draws() || layer.depends_on_minibatch();
        for (Block& block : blocks) block.offset = theta_.blocks()[theta_.add(block)].offset;
    });
    sequence_.each_place([&](Block& place) {
        if (place.role == Role::branch) place.of = numbering.branches;
        places_.push_back(place);
    });
    output_ = {.role = Role::output,
               .layer = std::max(0, numbering.with_weights - 1),
               .name = "outputs",
               .rows = outputs(),
               .cols = 1,
               .shape = output_shape()};
    initialize(key);
}

#ifdef REGULA_COMPILED
REGULA_COMPILED template class Network<float>;
REGULA_COMPILED template class Network<double>;
#endif

}  // namespace regula::inline REGULA_ABI
