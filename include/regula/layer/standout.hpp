#pragma once

#include <regula/core/random.hpp>
#include <regula/layer/activation.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Standout: rectified units with adaptive dropout. In training a unit is kept with its own probability,
/// which rises with the pre-activation z. This needs no additional weights.
///
///     training        h = max(0, z) with probability s(z), else 0,   s(z) = 1 / (1 + exp(-(alpha z + beta)))
///     prediction      h = max(0, z) s(z),   its mean
///
/// Use it in place of Relu. The gradient in training treats the draw as fixed: it ignores that s depends on
/// z. A large alpha gives a rectifier, and beta shifts the rate of all units. alpha = 0 is dropout with
/// probability 1 - s(0), except for its scale. Ba and Frey (2013), "Adaptive dropout for training deep neural
/// networks".
struct Standout {
    double alpha = 1;
    double beta = 0;

    static void each_setting(auto& layer, auto&& act) {
        act("alpha", layer.alpha);
        act("beta", layer.beta);
    }
    void value(const auto& z, auto& h) const {
        h = each(z, [](auto a, auto s) { return a * s; });
    }
    void derivative(const auto& z, const auto&, const auto& u, auto& v) const {
        v = each(z, [k = alpha](auto a, auto s) { return s + k * a * s * (1 - s); }).cwiseProduct(u);
    }
    void curvature(const auto& z, const auto&, const auto& u, const auto& v, auto& out) const {
        const auto curvature = [k = alpha](auto a, auto s) {
            return k * s * (1 - s) * (2 + k * a * (1 - 2 * s));
        };
        out += each(z, curvature).cwiseProduct(u.cwiseProduct(v));
    }

    void value(const auto& z, auto& h, Key key) const {
        h.resize(z.rows(), z.cols());
        fill_uniform(key, h);
        h = (h.array() < each(z, [](auto, auto s) { return s; }).array()).select(z, 0);
    }
    void derivative(const auto&, const auto& h, const auto& u, auto& v, Key) const {
        v = (h.array() > 0).select(u, 0);
    }

    /// f(z, s(z)) for each entry; 0 if z is not above 0.
    auto each(const auto& z, auto f) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        return z.unaryExpr([f, k = alpha, b = beta](Scalar a) {
            const double s = 1 / (1 + std::exp(-(k * static_cast<double>(a) + b)));
            return a > 0 ? static_cast<Scalar>(f(static_cast<double>(a), s)) : Scalar{0};
        });
    }
};

static_assert(RandomActivationType<Standout>);

}  // namespace regula::inline REGULA_ABI
