#pragma once

#include <regula/layer/activation.hpp>

namespace regula::inline REGULA_ABI {

/// Leaky rectified linear units:     h = z where z > 0, slope z elsewhere
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 6.3.1; Maas, Hannun and Ng (2013).
struct LeakyRelu {
    double slope = 0.01;

    void value(const auto& z, auto& h) const { push(z, h, z, h); }
    void push(const auto& z, const auto&, const auto& u, auto& v) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        const auto leak = static_cast<Scalar>(slope);
        v = z.binaryExpr(u, [leak](Scalar a, Scalar b) { return a > Scalar{0} ? b : leak * b; });
    }
    void bend(const auto&, const auto&, const auto&, const auto&, auto&) const {}
};

static_assert(ActivationType<LeakyRelu>);

}  // namespace regula::inline REGULA_ABI
