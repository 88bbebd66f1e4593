#pragma once

#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// The penalty of variational dropout: the divergence of a weight's noise from a prior that is
/// flat in the logarithm of the weight, approximated to 0.01.
///
///     value       a sum_i KL(l_i),   l = log alpha,   KL(l) = k1 (1 - s(k2 + k3 l)) + log(1 + exp(-l)) / 2
///     gradient    a (-k1 k3 s (1 - s) - s(-l) / 2),       s the logistic function
///
/// with k1 = 0.63576, k2 = 1.87320, k3 = 1.48695. It falls from infinity at alpha = 0 to 0 at alpha =
/// infinity: only certainty costs. a = 1/n with n samples makes loss and penalty the
/// variational bound of a loss that is a mean of -log p. At home on the `noise_scales` of layers, the
/// blocks of VariationalDropout. Molchanov, Ashukha and Vetrov (2017), "Variational dropout sparsifies deep
/// neural networks", equation 14.
struct VariationalKl {
    static constexpr Place<selectors::OfLayers, Role::noise_scale> home{};
    static constexpr bool convex = false;
    static constexpr double k1 = 0.63576, k2 = 1.87320, k3 = 1.48695;
    double strength;

    void check() const { require(strength >= 0, "VariationalKl: strength must be >= 0, got ", strength); }

    double value(const auto& log_alpha) const {
        check();
        double sum = 0;
        for (Index j = 0; j < log_alpha.cols(); ++j)
            for (Index i = 0; i < log_alpha.rows(); ++i) {
                const auto l = static_cast<double>(log_alpha(i, j));
                sum += k1 * logistic(-(k2 + k3 * l)) + softplus(-l) / 2;
            }
        return strength * sum;
    }

    void add_gradient(const auto& log_alpha, auto&& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        for (Index j = 0; j < g.cols(); ++j)
            for (Index i = 0; i < g.rows(); ++i) {
                const auto l = static_cast<double>(log_alpha(i, j));
                const double s = logistic(k2 + k3 * l);
                g(i, j) -= static_cast<Scalar>(strength * (k1 * k3 * s * (1 - s) + logistic(-l) / 2));
            }
    }

    static double logistic(double z) { return 1 / (1 + std::exp(-z)); }
    static double softplus(double z) { return std::log1p(std::exp(-std::abs(z))) + std::max(z, 0.0); }
};

static_assert(Penalty<VariationalKl>);

}  // namespace regula::inline REGULA_ABI
