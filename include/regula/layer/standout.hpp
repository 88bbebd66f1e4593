#pragma once

#include <regula/core/random.hpp>
#include <regula/layer/activation.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Standout: rectified units that are kept in training with a probability of their own, the likelier the
/// higher their pre-activation z, so that the draws are an adaptive dropout without weights of its own.
///
///     training        h = max(0, z) with probability s(z), else 0,     s(z) = 1 / (1 + exp(-(alpha z + beta)))
///     prediction      h = max(0, z) s(z),     the mean of that
///
/// Stands in the place of Relu. The gradient in training takes the draw for given: it does not see that s
/// depends on z. Large alpha is a rectifier, beta moves the rate of all units; alpha = 0 is dropout with
/// 1 - s(0), but for its scale. Ba and Frey (2013), "Adaptive dropout for training deep neural networks".
struct Standout {
    double alpha = 1;
    double beta = 0;

    void value(const auto& z, auto& h) const {
        h = z.unaryExpr([*this](auto a) { return a > 0 ? a * kept(a) : decltype(a){0}; });
    }
    void push(const auto& z, const auto&, const auto& u, auto& v) const {
        v = z.binaryExpr(u, [*this](auto a, auto b) { return a > 0 ? b * slope(a) : decltype(a){0}; });
    }
    void bend(const auto& z, const auto&, const auto& u, const auto& v, auto& out) const {
        out += z.unaryExpr([*this](auto a) {
                    return a > 0 ? curvature(a) : decltype(a){0};
                }).cwiseProduct(u.cwiseProduct(v));
    }

    void value(const auto& z, auto& h, Key key) const {
        h.resize(z.rows(), z.cols());
        fill_uniform(key, h);
        h = z.binaryExpr(
            h, [*this](auto a, auto drawn) { return a > 0 && drawn < kept(a) ? a : decltype(a){0}; });
    }
    void push(const auto&, const auto& h, const auto& u, auto& v, Key) const {
        v = h.binaryExpr(u, [](auto a, auto b) { return a > 0 ? b : decltype(a){0}; });
    }

    /// s(z), and the first and second derivative of z s(z).
    template <class Scalar>
    Scalar kept(Scalar z) const {
        return 1 / (1 + std::exp(-(Scalar(alpha) * z + Scalar(beta))));
    }
    template <class Scalar>
    Scalar slope(Scalar z) const {
        const Scalar s = kept(z);
        return s + Scalar(alpha) * z * s * (1 - s);
    }
    template <class Scalar>
    Scalar curvature(Scalar z) const {
        const Scalar s = kept(z), a = Scalar(alpha);
        return a * s * (1 - s) * (2 + a * z * (1 - 2 * s));
    }
};

static_assert(RandomActivationType<Standout>);

}  // namespace regula::inline REGULA_ABI
