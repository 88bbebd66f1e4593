#pragma once

#include <regula/layer/leaky_relu.hpp>

namespace regula::inline REGULA_ABI {

/// Rectified linear units:     h = max(0, z)     (the slope at 0 is 0)
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 6.3.1.
struct Relu {
    Relaxation relaxation() const { return Relaxation::convex; }
    void value(const auto& z, auto& h) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        h = z.cwiseMax(Scalar{0});
    }
    void derivative(const auto& z, const auto&, const auto& u, auto& v) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        v = z.binaryExpr(u, [](Scalar a, Scalar b) { return a > Scalar{0} ? b : Scalar{0}; });
    }
    void curvature(const auto&, const auto&, const auto&, const auto&, auto&) const {}
    TransformedMoments moments(double m, double v) const { return LeakyRelu{.slope = 0}.moments(m, v); }
};

static_assert(ActivationType<Relu>);

}  // namespace regula::inline REGULA_ABI
