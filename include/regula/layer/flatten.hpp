#pragma once

#include <regula/layer/layer.hpp>

namespace regula::inline REGULA_ABI {

/// Makes an image a vector of features, channel by channel. The numbers stay as they are: Dense needs no
/// Flatten, but layers that follow take the units as features without spatial arrangement.
struct Flatten {
    static constexpr bool acts_on_each_unit = true;

    Shape outputs(Shape fan_in) const { return fan_in.size(); }
    Relaxation relaxation() const { return Relaxation::affine; }
    void forward(const auto&, const auto& x, auto& y) const { y = x; }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
    void tangent(const auto&, const auto&, const auto&, const auto&, const auto& x_dot, auto& y_dot) const {
        y_dot = x_dot;
    }
    void tangent_backward(const auto&, const auto&, const auto&, const auto&, const auto&, const auto& dy_dot,
                          auto& dx_dot, auto&, const auto&) const {
        dx_dot = dy_dot;
    }
    void moments(const auto&, const auto& x, auto& y, auto&) const { y = x; }
    void moments_backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
};

}  // namespace regula::inline REGULA_ABI
