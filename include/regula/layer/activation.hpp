#pragma once

#include <regula/core/random.hpp>
#include <regula/core/shape.hpp>
#include <regula/layer/moments.hpp>
#include <regula/layer/relaxation.hpp>
#include <regula/layer/settings.hpp>
#include <regula/layer/slice.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// A function of each unit by itself. The pre-activation z is kept, so noise and gates may change h
/// downstream.
///
///     value(z, h)              h = f(z)
///     derivative(z, h, u, v)         v = f'(z) u           a gradient (backward), or a direction (forward)
///     curvature(z, h, u, v, out)    out += f''(z) u v     the contribution of tangents to a gradient
///
/// For uncertain z, quadrature computes the mean and the variance of f(z) from these verbs. A function with a
/// kink, or with a closed form, has its own moments(m, v) (layer/moments.hpp).
template <class F>
concept ActivationType = requires(const F& f, const Matrix<double>& z, Matrix<double>& out) {
    f.value(z, out);
    f.derivative(z, z, z, out);
    f.curvature(z, z, z, z, out);
};

/// A random activation also has the first two verbs with a key, for its draws in training. Without a key it
/// computes its mean.
///
///     value(z, h, key)         h drawn
///     derivative(z, h, u, v, key)    its gradient, for the same draws
template <class F>
concept RandomActivationType = ActivationType<F> &&
    requires(const F& f, const Matrix<double>& z, Matrix<double>& out, Key key) {
    f.value(z, out, key);
    f.derivative(z, z, z, out, key);
};

/// The layer of an activation.
template <ActivationType F>
struct Elementwise {
    using Inner = F;
    static constexpr bool acts_on_each_unit = true;
    F f;

    static void each_setting(auto& layer, auto&& act) requires NamesSettings<F> {
        if constexpr (!std::is_empty_v<F>) F::each_setting(layer.f, act);
    }
    Shape outputs(Shape fan_in) const { return fan_in; }
    Relaxation relaxation() const {
        if constexpr (requires { f.relaxation(); })
            return f.relaxation();
        else
            return Relaxation::unknown;
    }
    void forward(const auto&, const auto& x, auto& y) const { f.value(x, y); }
    void backward(const auto&, const auto& x, const auto& y, const auto& dy, auto& dx) const {
        f.derivative(x, y, dy, dx);
    }
    void forward(const auto&, const auto& x, auto& y, Key key) const requires RandomActivationType<F> {
        f.value(x, y, key);
    }
    void backward(const auto&, const auto& x, const auto& y, const auto& dy, auto& dx,
                  Key key) const requires RandomActivationType<F> {
        f.derivative(x, y, dy, dx, key);
    }
    void tangent(const auto&, const auto&, const auto& x, const auto& y, const auto& x_dot,
                 auto& y_dot) const {
        f.derivative(x, y, x_dot, y_dot);
    }
    void tangent_backward(const auto&, const auto&, const auto& x, const auto& y, const auto& x_dot,
                          const auto& dy_dot, auto& dx_dot, auto& dx, const auto&) const {
        f.derivative(x, y, dy_dot, dx_dot);
        f.curvature(x, y, x_dot, dy_dot, dx);
    }
    void moments(const auto&, const auto& x, auto& y, auto& kept) const { transform_moments(f, x, y, kept); }
    void moments_backward(const auto&, const auto&, const auto& kept, const auto& dy, auto& dx) const {
        gradient_through_moments(kept, dy, dx);
    }
};

}  // namespace regula::inline REGULA_ABI
