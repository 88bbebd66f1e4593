#pragma once

#include <regula/layer/activation.hpp>
#include <regula/layer/layer_holder.hpp>

#include <memory>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Any layer, as a value. Because of this handle the type of a network does not depend on its depth.
template <class Scalar>
class Layer {
public:
    template <class L>
    requires(!std::same_as<L, Layer> && !std::same_as<L, std::unique_ptr<LayerVerbs<Scalar>>>)
        Layer(L layer) {
        static_assert(
            LayerType<L> || ActivationType<L>,
            "regula: a layer needs 'outputs(inputs)', 'forward(theta, x, y)' and 'backward(theta, x, y, dy, "
            "dx)', all const; see layer/layer_type.hpp");
        if constexpr (ActivationType<L>)
            layer_ = std::make_unique<LayerHolder<Scalar, Elementwise<L>>>(Elementwise<L>{std::move(layer)});
        else if constexpr (LayerType<L>)
            layer_ = std::make_unique<LayerHolder<Scalar, L>>(std::move(layer));
    }
    Layer(const Layer& other) : layer_{other.layer_->copy()} {}
    Layer(Layer&&) noexcept = default;
    Layer& operator=(Layer other) noexcept {
        layer_ = std::move(other.layer_);
        return *this;
    }
    ~Layer() = default;

    using In = const Matrix<Scalar>&;
    using Out = Matrix<Scalar>&;
    using Theta = Slice<const Scalar>;
    using Gradient = Slice<Scalar>;
    using Draw = std::optional<Key>;
    using Uncertain = Gaussian<Scalar>;

    std::string name() const { return layer_->name(); }
    /// Its settings as an object in JSON; empty if it does not name them (layer/settings.hpp).
    std::string settings() const { return layer_->settings(); }
    bool acts_on_each_unit() const { return layer_->acts_on_each_unit(); }
    bool connects_units() const { return layer_->connects_units(); }
    /// How its outputs follow its inputs: for bounds.
    Relaxation relaxation() const { return layer_->relaxation(); }
    /// Whether the layer is random if it gets a key.
    bool draws() const { return layer_->draws(); }
    /// Whether its outputs in training depend on the other samples of the minibatch.
    bool depends_on_minibatch() const { return layer_->depends_on_minibatch(); }
    /// The layer for inputs of a shape; without it, layers of images do not know the image.
    Layer for_inputs(Shape fan_in) const { return Layer{layer_->for_inputs(fan_in)}; }
    /// The layers of the branch, for a Residual; empty for other layers.
    std::vector<Layer> branch() const { return layer_->branch(); }
    Shape outputs(Shape fan_in) const { return layer_->outputs(fan_in); }
    std::vector<Block> blocks(Shape fan_in) const { return layer_->blocks(fan_in); }
    void initialize(Gradient theta, Key key) const { layer_->initialize(theta, key); }
    void forward(Theta theta, In x, Out y, Workers& workers, Draw draw = {}) const {
        layer_->forward(theta, x, y, workers, draw);
    }
    void backward(Theta theta, In x, In y, In dy, Out dx, Workers& workers, Draw draw = {}) const {
        layer_->backward(theta, x, y, dy, dx, workers, draw);
    }
    void gradient(Theta theta, In x, In y, In dy, Gradient g, Workers& workers, Draw draw = {}) const {
        layer_->gradient(theta, x, y, dy, g, workers, draw);
    }
    void tangent(Theta theta, Theta theta_dot, In x, In y, In x_dot, Out y_dot, Workers& workers,
                 Draw draw = {}) const {
        layer_->tangent(theta, theta_dot, x, y, x_dot, y_dot, workers, draw);
    }
    void tangent_backward(Theta theta, Theta theta_dot, In x, In y, In x_dot, In dy_dot, Out dx_dot, Out dx,
                          Gradient g, Workers& workers, Draw draw = {}) const {
        layer_->tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g, workers, draw);
    }

    bool has_tangent_gradient() const { return layer_->has_tangent_gradient(); }
    void tangent_gradient(Theta theta, Theta theta_dot, In x, In y, In x_dot, In dy_dot, Gradient g,
                          Workers& workers) const {
        layer_->tangent_gradient(theta, theta_dot, x, y, x_dot, dy_dot, g, workers);
    }

    bool has_moments() const { return layer_->has_moments(); }
    void moments(Theta theta, const Uncertain& x, Uncertain& y, Out kept, Workers& workers) const {
        layer_->moments(theta, x, y, kept, workers);
    }
    void moments_backward(Theta theta, const Uncertain& x, In kept, const Uncertain& dy, Uncertain& dx,
                          Workers& workers) const {
        layer_->moments_backward(theta, x, kept, dy, dx, workers);
    }
    void moments_gradient(Theta theta, const Uncertain& x, In kept, const Uncertain& dy, Gradient g,
                          Workers& workers) const {
        layer_->moments_gradient(theta, x, kept, dy, g, workers);
    }

private:
    explicit Layer(std::unique_ptr<LayerVerbs<Scalar>> verbs) : layer_{std::move(verbs)} {}

    std::unique_ptr<LayerVerbs<Scalar>> layer_;
};

}  // namespace regula::inline REGULA_ABI
