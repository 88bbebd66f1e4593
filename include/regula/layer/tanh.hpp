#pragma once

#include <regula/layer/activation.hpp>

namespace regula::inline REGULA_ABI {

/// Hyperbolic tangent units:     h = tanh z,   f' = 1 - h^2,   f'' = -2 h (1 - h^2)
struct Tanh {
    Relaxation relaxation() const { return Relaxation::sigmoidal; }
    void value(const auto& z, auto& h) const { h = z.array().tanh().matrix(); }
    void derivative(const auto&, const auto& h, const auto& u, auto& v) const {
        v = ((1 - h.array().square()) * u.array()).matrix();
    }
    void curvature(const auto&, const auto& h, const auto& u, const auto& v, auto& out) const {
        out.array() += -2 * h.array() * (1 - h.array().square()) * u.array() * v.array();
    }
};

static_assert(ActivationType<Tanh>);

}  // namespace regula::inline REGULA_ABI
