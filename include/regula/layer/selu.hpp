#pragma once

#include <regula/layer/activation.hpp>

namespace regula::inline REGULA_ABI {

/// Scaled exponential linear units:     h = lambda z where z > 0, lambda alpha (exp z - 1) elsewhere
///
/// with lambda = 1.0507009873554805 and alpha = 1.6732632423543772. With these values inputs of mean 0 and
/// variance 1 give units of mean 0 and variance 1, through any number of layers. Use weights of variance 1 /
/// inputs and, for dropout, AlphaDropout. Klambauer et al. (2017), "Self-normalizing neural networks".
struct Selu {
    static constexpr double lambda = 1.0507009873554805, alpha = 1.6732632423543772;

    Relaxation relaxation() const { return Relaxation::sigmoidal; }
    void value(const auto& z, auto& h) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        const auto above = static_cast<Scalar>(lambda), below = static_cast<Scalar>(lambda * alpha);
        h = (above * z.array().max(0) + below * z.array().min(0).expm1()).matrix();
    }
    void derivative(const auto& z, const auto&, const auto& u, auto& v) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        const auto above = static_cast<Scalar>(lambda), below = static_cast<Scalar>(lambda * alpha);
        v = ((z.array() > 0).select(above, below * z.array().min(0).exp()) * u.array()).matrix();
    }
    void curvature(const auto& z, const auto&, const auto& u, const auto& v, auto& out) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        const auto below = static_cast<Scalar>(lambda * alpha);
        out.array() +=
            (z.array() > 0).select(Scalar{0}, below * z.array().min(0).exp()) * u.array() * v.array();
    }
};

static_assert(ActivationType<Selu>);

}  // namespace regula::inline REGULA_ABI
