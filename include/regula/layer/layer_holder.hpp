#pragma once

#include <regula/core/name.hpp>
#include <regula/core/numeric/gaussian.hpp>
#include <regula/core/random/key.hpp>
#include <regula/layer/layer_type.hpp>
#include <regula/layer/relaxation.hpp>
#include <regula/layer/settings.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <vector>

namespace regula::inline REGULA_ABI {

template <class Scalar>
class Layer;

/// The verbs of a layer (layer/layer_type.hpp) behind virtual functions. All take Workers. In training they
/// also take a key; only layers that are random or depend on the minibatch use it.
template <class Scalar>
struct LayerVerbs {
    using In = const Matrix<Scalar>&;
    using Out = Matrix<Scalar>&;
    using Theta = Slice<const Scalar>;
    using Gradient = Slice<Scalar>;
    using Draw = std::optional<Key>;
    using Uncertain = Gaussian<Scalar>;

    virtual ~LayerVerbs() = default;
    virtual std::unique_ptr<LayerVerbs> copy() const = 0;
    virtual std::string name() const = 0;
    virtual std::string settings() const = 0;
    virtual bool acts_on_each_unit() const = 0;
    virtual bool connects_units() const = 0;
    virtual Relaxation relaxation() const = 0;
    virtual bool draws() const = 0;
    virtual bool depends_on_minibatch() const = 0;
    virtual std::unique_ptr<LayerVerbs> for_inputs(Shape) const = 0;
    virtual std::vector<Layer<Scalar>> branch() const = 0;
    virtual Shape outputs(Shape) const = 0;
    virtual std::vector<Block> blocks(Shape) const = 0;
    virtual void initialize(Gradient, Key) const = 0;
    virtual void forward(Theta, In x, Out y, Workers&, Draw) const = 0;
    virtual void backward(Theta, In x, In y, In dy, Out dx, Workers&, Draw) const = 0;
    virtual void gradient(Theta, In x, In y, In dy, Gradient, Workers&, Draw) const = 0;
    virtual void tangent(Theta, Theta dot, In x, In y, In x_dot, Out y_dot, Workers&, Draw) const = 0;
    virtual void tangent_backward(Theta, Theta dot, In x, In y, In x_dot, In dy_dot, Out dx_dot, Out dx,
                                  Gradient, Workers&, Draw) const = 0;
    virtual bool has_tangent_gradient() const = 0;
    virtual void tangent_gradient(Theta, Theta dot, In x, In y, In x_dot, In dy_dot, Gradient,
                                  Workers&) const = 0;
    virtual bool has_moments() const = 0;
    virtual void moments(Theta, const Uncertain& x, Uncertain& y, Out kept, Workers&) const = 0;
    virtual void moments_backward(Theta, const Uncertain& x, In kept, const Uncertain& dy, Uncertain& dx,
                                  Workers&) const = 0;
    virtual void moments_gradient(Theta, const Uncertain& x, In kept, const Uncertain& dy, Gradient,
                                  Workers&) const = 0;
};

/// The verbs of a layer of type L.
template <class Scalar, class L>
struct LayerHolder final : LayerVerbs<Scalar> {
    using typename LayerVerbs<Scalar>::In, typename LayerVerbs<Scalar>::Out,
        typename LayerVerbs<Scalar>::Theta, typename LayerVerbs<Scalar>::Gradient,
        typename LayerVerbs<Scalar>::Draw, typename LayerVerbs<Scalar>::Uncertain;

    explicit LayerHolder(L held) : layer{std::move(held)} {}

    std::unique_ptr<LayerVerbs<Scalar>> copy() const override { return std::make_unique<LayerHolder>(layer); }
    std::string name() const override { return policy_name(layer); }
    std::string settings() const override { return settings_of(layer); }
    bool acts_on_each_unit() const override {
        return requires { requires L::acts_on_each_unit; };
    }
    bool connects_units() const override {
        return requires { requires L::connects_units; };
    }
    Relaxation relaxation() const override {
        if constexpr (requires { layer.relaxation(); })
            return layer.relaxation();
        else
            return Relaxation::unknown;
    }
    bool draws() const override {
        return requires(Theta theta, In x, Out y, Key key) { layer.forward(theta, x, y, key); };
    }
    bool depends_on_minibatch() const override {
        return requires(Theta theta, In x, Out y) { layer.forward(theta, x, y, InTraining{}); };
    }
    std::unique_ptr<LayerVerbs<Scalar>> for_inputs(Shape fan_in) const override {
        if constexpr (requires { layer.for_inputs(fan_in); })
            return std::make_unique<LayerHolder>(layer.for_inputs(fan_in));
        else
            return copy();
    }
    std::vector<Layer<Scalar>> branch() const override {
        if constexpr (requires { layer.template branch<Scalar>(); })
            return layer.template branch<Scalar>();
        else
            return {};
    }
    /// Layers of feature vectors take an Index, layers of images a Shape.
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

    void forward(Theta theta, In x, Out y, Workers& workers, Draw draw) const override {
        call(
            [&](const auto& l, auto&... last) -> decltype(l.forward(theta, x, y, last...)) {
                l.forward(theta, x, y, last...);
            },
            workers, draw);
    }
    void backward(Theta theta, In x, In y, In dy, Out dx, Workers& workers, Draw draw) const override {
        call(
            [&](const auto& l, auto&... last) -> decltype(l.backward(theta, x, y, dy, dx, last...)) {
                l.backward(theta, x, y, dy, dx, last...);
            },
            workers, draw);
    }
    void gradient(Theta theta, In x, In y, In dy, Gradient g, Workers& workers, Draw draw) const override {
        const auto verb = [&](const auto& l,
                              auto&... last) -> decltype(l.gradient(theta, x, y, dy, g, last...)) {
            l.gradient(theta, x, y, dy, g, last...);
        };
        static_assert(
            !has_parameters || takes<decltype(verb)>,
            "regula: a layer with 'blocks(inputs)' needs 'gradient(theta, x, y, dy, g)', const; see "
            "layer/layer_type.hpp");
        call(verb, workers, draw);
    }
    void tangent(Theta theta, Theta dot, In x, In y, In x_dot, Out y_dot, Workers& workers,
                 Draw draw) const override {
        const bool has = call(
            [&](const auto& l,
                auto&... last) -> decltype(l.tangent(theta, dot, x, y, x_dot, y_dot, last...)) {
                l.tangent(theta, dot, x, y, x_dot, y_dot, last...);
            },
            workers, draw);
        if (!has) refuse("tangent", "tangents");
    }
    void tangent_backward(Theta theta, Theta dot, In x, In y, In x_dot, In dy_dot, Out dx_dot, Out dx,
                          Gradient g, Workers& workers, Draw draw) const override {
        const bool has = call(
            [&](const auto& l, auto&... last) -> decltype(l.tangent_backward(theta, dot, x, y, x_dot, dy_dot,
                                                                             dx_dot, dx, g, last...)) {
                l.tangent_backward(theta, dot, x, y, x_dot, dy_dot, dx_dot, dx, g, last...);
            },
            workers, draw);
        if (!has) refuse("tangent_backward", "tangents");
    }

    bool has_tangent_gradient() const override {
        return requires(Theta theta, In x, Gradient g, Workers & workers) {
            layer.tangent_gradient(theta, theta, x, x, x, x, g, workers);
        };
    }
    void tangent_gradient(Theta theta, Theta dot, In x, In y, In x_dot, In dy_dot, Gradient g,
                          Workers& workers) const override {
        call(
            [&](const auto& l,
                auto&... last) -> decltype(l.tangent_gradient(theta, dot, x, y, x_dot, dy_dot, g, last...)) {
                l.tangent_gradient(theta, dot, x, y, x_dot, dy_dot, g, last...);
            },
            workers);
    }

    bool has_moments() const override {
        return requires(Theta theta, Uncertain & of, Out kept, Workers & workers) {
            layer.moments(theta, of, of, kept, workers);
        }
        || requires(Theta theta, Uncertain & of, Out kept) { layer.moments(theta, of, of, kept); };
    }
    void moments(Theta theta, const Uncertain& x, Uncertain& y, Out kept, Workers& workers) const override {
        const bool has = call(
            [&](const auto& l, auto&... last) -> decltype(l.moments(theta, x, y, kept, last...)) {
                l.moments(theta, x, y, kept, last...);
            },
            workers);
        if (!has) refuse("moments", "means and variances");
    }
    void moments_backward(Theta theta, const Uncertain& x, In kept, const Uncertain& dy, Uncertain& dx,
                          Workers& workers) const override {
        const bool has = call(
            [&](const auto& l,
                auto&... last) -> decltype(l.moments_backward(theta, x, kept, dy, dx, last...)) {
                l.moments_backward(theta, x, kept, dy, dx, last...);
            },
            workers);
        if (!has) refuse("moments_backward", "gradients through means and variances");
    }
    void moments_gradient(Theta theta, const Uncertain& x, In kept, const Uncertain& dy, Gradient g,
                          Workers& workers) const override {
        const bool has = call(
            [&](const auto& l,
                auto&... last) -> decltype(l.moments_gradient(theta, x, kept, dy, g, last...)) {
                l.moments_gradient(theta, x, kept, dy, g, last...);
            },
            workers);
        if (!has && has_parameters) refuse("moments_gradient", "gradients through means and variances");
    }

    L layer;

private:
    [[noreturn]] void refuse(const char* verb, const char* lacks) const {
        throw std::invalid_argument(text(verb, ": layer '", name(), "' does not propagate ", lacks));
    }

    static constexpr bool has_parameters = requires(const L& l) { l.blocks(Index{1}); };

    /// Whether the layer has a verb, with any last argument.
    template <class Verb>
    static constexpr bool takes =
        std::invocable<const Verb&, const L&> || std::invocable<const Verb&, const L&, Workers&> ||
        std::invocable<const Verb&, const L&, const Key&> ||
        std::invocable<const Verb&, const L&, const InTraining&>;

    /// Calls a verb with the key, if there is one and the layer takes it, or with InTraining if the layer
    /// takes that; otherwise with the workers, if the layer takes them; otherwise with neither. Returns
    /// whether the layer has the verb.
    template <class Verb>
    bool call(const Verb& verb, [[maybe_unused]] Workers& workers,
              [[maybe_unused]] const Draw& draw = {}) const {
        if constexpr (std::invocable<const Verb&, const L&, const Key&>)
            if (draw) {
                verb(layer, *draw);
                return true;
            }
        if constexpr (std::invocable<const Verb&, const L&, const InTraining&>)
            if (draw) {
                constexpr InTraining now;
                verb(layer, now);
                return true;
            }
        if constexpr (std::invocable<const Verb&, const L&, Workers&>)
            verb(layer, workers);
        else if constexpr (std::invocable<const Verb&, const L&>)
            verb(layer);
        else
            return false;
        return true;
    }
};

}  // namespace regula::inline REGULA_ABI
