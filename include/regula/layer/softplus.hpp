#pragma once

#include <regula/layer/activation.hpp>

namespace regula::inline REGULA_ABI {

/// Softplus units, smooth rectifiers:     h = log(1 + exp z),   f' = s,   f'' = s (1 - s)
///
/// with s = 1 - exp(-h), the logistic function of z.
///
/// Dugas et al. (2001); Goodfellow, Bengio and Courville, Deep Learning, section 6.3.3.
struct Softplus {
    Relaxation relaxation() const { return Relaxation::convex; }
    void value(const auto& z, auto& h) const {
        h = (z.array().max(0) + (-z.array().abs()).exp().log1p()).matrix();  // no overflow for large z
    }
    void derivative(const auto&, const auto& h, const auto& u, auto& v) const {
        v = (-(-h.array()).expm1() * u.array()).matrix();
    }
    void curvature(const auto&, const auto& h, const auto& u, const auto& v, auto& out) const {
        out.array() += -(-h.array()).expm1() * (-h.array()).exp() * u.array() * v.array();
    }
};

static_assert(ActivationType<Softplus>);

}  // namespace regula::inline REGULA_ABI
