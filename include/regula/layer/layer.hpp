#pragma once

#include <regula/core/gaussian.hpp>
#include <regula/core/name.hpp>
#include <regula/core/random.hpp>
#include <regula/core/shape.hpp>
#include <regula/core/workers.hpp>
#include <regula/layer/activation.hpp>
#include <regula/layer/slice.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A map from x (inputs x samples) to y (outputs x samples), sample by sample. A layer is a value type; its
/// verbs are const templates over the scalar, and whatever a pass computes goes to the arguments:
///
///     outputs(inputs)                     the Shape, or the number, of outputs; throws std::invalid_argument if none fits
///     forward(theta, x, y)                y = f(x)
///     backward(theta, x, y, dy, dx)       dx = (df/dx)' dy
///
/// A layer with parameters also has
///
///     blocks(inputs)                      the shapes of its parameters, a std::vector<Block>; numbers that it keeps and that
///                                         are not trained have Role::statistic
///     initialize(theta, key)              their first values
///     gradient(theta, x, y, dy, g)        g = (df/dtheta)' dy
///
/// and a layer through which directions are propagated (tangent prop, Jacobian- and Hessian-vector products)
/// has
///
///     tangent(theta, theta_dot, x, y, x_dot, y_dot)      y_dot = df/dx x_dot + df/dtheta theta_dot
///     tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g)
///                                                        its adjoint: with the gradient dy_dot at y_dot,
///                                                        dx_dot = the gradient at x_dot, and dx += and g +=
///                                                        what reaches x and theta through y_dot
///
/// A layer of which some units can be left out says how, so that dropped units need not be computed:
///
///     static constexpr bool acts_on_each_unit = true    y_i depends on x_i alone, and there are no parameters
///     static constexpr bool connects_units = true       its blocks are a matrix inputs x outputs and perhaps a
///                                                       column of outputs, and forward, backward and gradient
///                                                       take their sizes from them
///
/// A layer that is random in training has some of its verbs with a key, too,
///
///     forward(theta, x, y, key),   backward(theta, x, y, dy, dx, key),   gradient(theta, x, y, dy, g, key)
///
/// and draws what is a function of the key, so that the way back draws the same again. Without a key it does
/// what it does on average: to predict, and to propagate tangents.
///
/// A layer through which uncertainty is propagated (fast dropout) takes inputs x that are independent normal
/// numbers, a Gaussian, and gives the mean and the variance of each output, as if those were independent, too:
///
///     moments(theta, x, y, kept)                     y = the moments of f(z), z ~ N(x.mean, x.variance)
///     moments_backward(theta, x, kept, dy, dx)       dx = the gradient at x, means and variances
///     moments_gradient(theta, x, kept, dy, g)        g = the gradient at theta, of a layer with parameters
///
/// `kept` is a matrix in which moments may keep something for the other two.
///
/// theta, theta_dot and g are Slices; theta_dot is empty where the parameters have no direction. A verb that
/// does large products may take Workers as a last argument.
template <class L>
concept LayerType = requires(const L& layer, const Matrix<double>& in, Matrix<double>& out,
                             Slice<const double> theta) {
    { layer.outputs(Index{1}) } -> std::convertible_to<Shape>;
    layer.forward(theta, in, out);
    layer.backward(theta, in, in, in, out);
}
|| requires(const L& layer, const Matrix<double>& in, Matrix<double>& out, Slice<const double> theta,
            Workers& workers) {
    { layer.outputs(Index{1}) } -> std::convertible_to<Shape>;
    layer.forward(theta, in, out, workers);
    layer.backward(theta, in, in, in, out, workers);
};

/// Any layer, as a value: the thin handle that keeps depth out of the type of a network.
template <class Scalar>
class Layer {
public:
    template <class L>
    requires(!std::same_as<L, Layer>) Layer(L layer) {
        static_assert(
            LayerType<L> || ActivationType<L>,
            "regula: a layer needs 'outputs(inputs)', 'forward(theta, x, y)' and 'backward(theta, x, y, dy, "
            "dx)', all const; see layer/layer.hpp");
        if constexpr (ActivationType<L>)
            layer_ = std::make_unique<Holder<Elementwise<L>>>(Elementwise<L>{std::move(layer)});
        else if constexpr (LayerType<L>)
            layer_ = std::make_unique<Holder<L>>(std::move(layer));
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

    std::string name() const { return layer_->name(); }
    bool acts_on_each_unit() const { return layer_->acts_on_each_unit(); }
    bool connects_units() const { return layer_->connects_units(); }
    /// Whether it is random, given a key.
    bool draws() const { return layer_->draws(); }
    /// The layers of a branch that ends here, in a Residual; none in others.
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
    void tangent(Theta theta, Theta theta_dot, In x, In y, In x_dot, Out y_dot, Workers& workers) const {
        layer_->tangent(theta, theta_dot, x, y, x_dot, y_dot, workers);
    }
    void tangent_backward(Theta theta, Theta theta_dot, In x, In y, In x_dot, In dy_dot, Out dx_dot, Out dx,
                          Gradient g, Workers& workers) const {
        layer_->tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g, workers);
    }

    using Uncertain = Gaussian<Scalar>;

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
    struct Held {
        virtual ~Held() = default;
        virtual std::unique_ptr<Held> copy() const = 0;
        virtual std::string name() const = 0;
        virtual bool acts_on_each_unit() const = 0;
        virtual bool connects_units() const = 0;
        virtual bool draws() const = 0;
        virtual std::vector<Layer> branch() const = 0;
        virtual Shape outputs(Shape) const = 0;
        virtual std::vector<Block> blocks(Shape) const = 0;
        virtual void initialize(Gradient, Key) const = 0;
        virtual void forward(Theta, In, Out, Workers&, Draw) const = 0;
        virtual void backward(Theta, In, In, In, Out, Workers&, Draw) const = 0;
        virtual void gradient(Theta, In, In, In, Gradient, Workers&, Draw) const = 0;
        virtual void tangent(Theta, Theta, In, In, In, Out, Workers&) const = 0;
        virtual void tangent_backward(Theta, Theta, In, In, In, In, Out, Out, Gradient, Workers&) const = 0;
        virtual bool has_moments() const = 0;
        virtual void moments(Theta, const Uncertain&, Uncertain&, Out, Workers&) const = 0;
        virtual void moments_backward(Theta, const Uncertain&, In, const Uncertain&, Uncertain&,
                                      Workers&) const = 0;
        virtual void moments_gradient(Theta, const Uncertain&, In, const Uncertain&, Gradient,
                                      Workers&) const = 0;
    };

    template <class L>
    struct Holder final : Held {
        explicit Holder(L held) : layer{std::move(held)} {}

        std::unique_ptr<Held> copy() const override { return std::make_unique<Holder>(layer); }
        std::string name() const override { return policy_name(layer); }
        bool acts_on_each_unit() const override {
            return requires { requires L::acts_on_each_unit; };
        }
        bool connects_units() const override {
            return requires { requires L::connects_units; };
        }
        bool draws() const override {
            return requires(Theta theta, In x, Out y, Key key) { layer.forward(theta, x, y, key); };
        }
        std::vector<Layer> branch() const override {
            if constexpr (requires { layer.template branch<Scalar>(); })
                return layer.template branch<Scalar>();
            else
                return {};
        }
        /// A layer that takes an Index sees features, one that takes a Shape where they lie.
        Shape outputs(Shape fan_in) const override {
            if constexpr (requires { layer.outputs(fan_in); })
                return layer.outputs(fan_in);
            else
                return layer.outputs(fan_in.size());
        }
        std::vector<Block> blocks(Shape fan_in) const override {
            if constexpr (!has_parameters)
                return {};
            else if constexpr (requires { layer.blocks(fan_in); })
                return layer.blocks(fan_in);
            else
                return layer.blocks(fan_in.size());
        }
        void initialize(Gradient theta, Key key) const override {
            if constexpr (has_parameters) layer.initialize(theta, key);
        }
        void forward(Theta theta, In x, Out y, [[maybe_unused]] Workers& workers,
                     [[maybe_unused]] Draw draw) const override {
            if constexpr (requires { layer.forward(theta, x, y, *draw); })
                if (draw) return layer.forward(theta, x, y, *draw);
            if constexpr (requires { layer.forward(theta, x, y, workers); })
                layer.forward(theta, x, y, workers);
            else
                layer.forward(theta, x, y);
        }
        void backward(Theta theta, In x, In y, In dy, Out dx, [[maybe_unused]] Workers& workers,
                      [[maybe_unused]] Draw draw) const override {
            if constexpr (requires { layer.backward(theta, x, y, dy, dx, *draw); })
                if (draw) return layer.backward(theta, x, y, dy, dx, *draw);
            if constexpr (requires { layer.backward(theta, x, y, dy, dx, workers); })
                layer.backward(theta, x, y, dy, dx, workers);
            else
                layer.backward(theta, x, y, dy, dx);
        }
        void gradient([[maybe_unused]] Theta theta, [[maybe_unused]] In x, [[maybe_unused]] In y,
                      [[maybe_unused]] In dy, [[maybe_unused]] Gradient g, [[maybe_unused]] Workers& workers,
                      [[maybe_unused]] Draw draw) const override {
            if constexpr (requires { layer.gradient(theta, x, y, dy, g, *draw); })
                if (draw) return layer.gradient(theta, x, y, dy, g, *draw);
            if constexpr (!has_parameters)
                return;
            else if constexpr (requires { layer.gradient(theta, x, y, dy, g, workers); })
                layer.gradient(theta, x, y, dy, g, workers);
            else
                layer.gradient(theta, x, y, dy, g);
        }
        void tangent(Theta theta, Theta theta_dot, In x, In y, In x_dot, Out y_dot,
                     Workers& workers) const override {
            if constexpr (requires { layer.tangent(theta, theta_dot, x, y, x_dot, y_dot, workers); })
                layer.tangent(theta, theta_dot, x, y, x_dot, y_dot, workers);
            else if constexpr (requires { layer.tangent(theta, theta_dot, x, y, x_dot, y_dot); })
                layer.tangent(theta, theta_dot, x, y, x_dot, y_dot);
            else
                throw std::invalid_argument(
                    text("tangent: layer '", name(), "' does not propagate tangents"));
        }
        void tangent_backward(Theta theta, Theta theta_dot, In x, In y, In x_dot, In dy_dot, Out dx_dot,
                              Out dx, Gradient g, Workers& workers) const override {
            if constexpr (requires {
                              layer.tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g,
                                                     workers);
                          })
                layer.tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g, workers);
            else if constexpr (requires {
                                   layer.tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx,
                                                          g);
                               })
                layer.tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g);
            else
                throw std::invalid_argument(
                    text("tangent_backward: layer '", name(), "' does not propagate tangents"));
        }

        bool has_moments() const override { return propagates; }
        void moments(Theta theta, const Uncertain& x, Uncertain& y, Out kept,
                     Workers& workers) const override {
            if constexpr (requires { layer.moments(theta, x, y, kept, workers); })
                layer.moments(theta, x, y, kept, workers);
            else if constexpr (propagates)
                layer.moments(theta, x, y, kept);
            else
                throw std::invalid_argument(
                    text("moments: layer '", name(), "' does not propagate means and variances"));
        }
        void moments_backward([[maybe_unused]] Theta theta, [[maybe_unused]] const Uncertain& x,
                              [[maybe_unused]] In kept, [[maybe_unused]] const Uncertain& dy,
                              [[maybe_unused]] Uncertain& dx,
                              [[maybe_unused]] Workers& workers) const override {
            if constexpr (requires { layer.moments_backward(theta, x, kept, dy, dx, workers); })
                layer.moments_backward(theta, x, kept, dy, dx, workers);
            else if constexpr (propagates)
                layer.moments_backward(theta, x, kept, dy, dx);
        }
        void moments_gradient([[maybe_unused]] Theta theta, [[maybe_unused]] const Uncertain& x,
                              [[maybe_unused]] In kept, [[maybe_unused]] const Uncertain& dy,
                              [[maybe_unused]] Gradient g, [[maybe_unused]] Workers& workers) const override {
            if constexpr (requires { layer.moments_gradient(theta, x, kept, dy, g, workers); })
                layer.moments_gradient(theta, x, kept, dy, g, workers);
            else if constexpr (propagates && has_parameters)
                layer.moments_gradient(theta, x, kept, dy, g);
        }

        static constexpr bool propagates =
            requires(const L& l, Theta theta, Uncertain& of, Out kept, Workers& workers) {
            l.moments(theta, of, of, kept, workers);
        }
        || requires(const L& l, Theta theta, Uncertain& of, Out kept) { l.moments(theta, of, of, kept); };
        static constexpr bool has_parameters = requires(const L& l) { l.blocks(Index{1}); };
        L layer;
    };

    std::unique_ptr<Held> layer_;
};

}  // namespace regula::inline REGULA_ABI
