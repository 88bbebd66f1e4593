#pragma once

#include <regula/core/random.hpp>
#include <regula/core/shape.hpp>
#include <regula/layer/moments.hpp>
#include <regula/layer/slice.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// A function that acts on each unit alone. The pre-activation z is kept, so h may be disturbed downstream.
///
///     value(z, h)              h = f(z)
///     push(z, h, u, v)         v = f'(z) u           takes a gradient back, or a direction forward
///     bend(z, h, u, v, out)    out += f''(z) u v     what tangents add to a gradient
///
/// Where z is uncertain the mean and the variance of f(z) come from these by quadrature; one with a kink, or
/// with a closed form, has moments(m, v) of its own (layer/moments.hpp).
template <class F>
concept ActivationType = requires(const F& f, const Matrix<double>& z, Matrix<double>& out) {
    f.value(z, out);
    f.push(z, z, z, out);
    f.bend(z, z, z, z, out);
};

/// A random activation has the first two verbs with a key, too: its draws in training. Without a key it does
/// what it does on average.
///
///     value(z, h, key)         h drawn
///     push(z, h, u, v, key)    its gradient, for the same draws
template <class F>
concept RandomActivationType = ActivationType<F> &&
    requires(const F& f, const Matrix<double>& z, Matrix<double>& out, Key key) {
    f.value(z, out, key);
    f.push(z, z, z, out, key);
};

/// The layer of an activation.
template <ActivationType F>
struct Elementwise {
    using Inner = F;
    static constexpr bool acts_on_each_unit = true;
    F f;

    Shape outputs(Shape fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const { f.value(x, y); }
    void backward(const auto&, const auto& x, const auto& y, const auto& dy, auto& dx) const {
        f.push(x, y, dy, dx);
    }
    void forward(const auto&, const auto& x, auto& y, Key key) const requires RandomActivationType<F> {
        f.value(x, y, key);
    }
    void backward(const auto&, const auto& x, const auto& y, const auto& dy, auto& dx,
                  Key key) const requires RandomActivationType<F> {
        f.push(x, y, dy, dx, key);
    }
    void tangent(const auto&, const auto&, const auto& x, const auto& y, const auto& x_dot,
                 auto& y_dot) const {
        f.push(x, y, x_dot, y_dot);
    }
    void tangent_backward(const auto&, const auto&, const auto& x, const auto& y, const auto& x_dot,
                          const auto& dy_dot, auto& dx_dot, auto& dx, const auto&) const {
        f.push(x, y, dy_dot, dx_dot);
        f.bend(x, y, x_dot, dy_dot, dx);
    }
    void moments(const auto&, const auto& x, auto& y, auto& kept) const { image_of(f, x, y, kept); }
    void moments_backward(const auto&, const auto&, const auto& kept, const auto& dy, auto& dx) const {
        gradient_through_image(kept, dy, dx);
    }
};

}  // namespace regula::inline REGULA_ABI
