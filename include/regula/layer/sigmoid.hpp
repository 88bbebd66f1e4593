#pragma once

#include <regula/layer/activation.hpp>

namespace regula::inline REGULA_ABI {

/// Logistic units:     h = 1 / (1 + exp(-z)),   f' = h (1 - h),   f'' = h (1 - h) (1 - 2 h)
struct Sigmoid {
    Relaxation relaxation() const { return Relaxation::sigmoidal; }
    void value(const auto& z, auto& h) const { h = (1 + (-z.array()).exp()).inverse().matrix(); }
    void derivative(const auto&, const auto& h, const auto& u, auto& v) const {
        v = (h.array() * (1 - h.array()) * u.array()).matrix();
    }
    void curvature(const auto&, const auto& h, const auto& u, const auto& v, auto& out) const {
        out.array() += h.array() * (1 - h.array()) * (1 - 2 * h.array()) * u.array() * v.array();
    }
};

static_assert(ActivationType<Sigmoid>);

}  // namespace regula::inline REGULA_ABI
