#pragma once

#include <regula/layer/activation.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Leaky rectified linear units:     h = z where z > 0, slope z elsewhere
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 6.3.1; Maas, Hannun and Ng (2013).
struct LeakyRelu {
    double slope = 0.01;

    static void each_setting(auto& layer, auto&& act) { act("slope", layer.slope); }
    Relaxation relaxation() const {
        return slope < 0 ? Relaxation::unknown : slope <= 1 ? Relaxation::convex : Relaxation::sigmoidal;
    }
    void value(const auto& z, auto& h) const { derivative(z, h, z, h); }
    void derivative(const auto& z, const auto&, const auto& u, auto& v) const {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        const auto leak = static_cast<Scalar>(slope);
        v = z.binaryExpr(u, [leak](Scalar a, Scalar b) { return a > Scalar{0} ? b : leak * b; });
    }
    void curvature(const auto&, const auto&, const auto&, const auto&, auto&) const {}

    /// For z ~ N(m, s^2), with a = m / s, A = E max(0, z) = m Phi(a) + s phi(a) and B = E max(0, -z) = A - m:
    ///
    ///     mean        A - slope B
    ///     variance    s^2 (Phi(a) + slope^2 Phi(-a)) - (1 - slope)^2 A B
    ///
    /// Wang and Manning (2013), "Fast dropout training", for the slope 0.
    TransformedMoments moments(double m, double v) const {
        if (v <= 0) {
            const double steepness = m > 0 ? 1 : slope;
            return {steepness * m, 0, steepness, 0, 0, steepness * steepness};
        }
        const double s = std::sqrt(v), a = m / s, density = normal_density(a);
        const double tail = normal_distribution(-std::abs(a));  // 1 - tail loses nothing: it is at least 1/2
        const double above = a > 0 ? 1 - tail : tail, below = a > 0 ? tail : 1 - tail;
        const double positive = m * above + s * density, negative = s * density - m * below;
        const double mean = positive - slope * negative, bend = 1 - slope;
        const double by_mean = above + slope * below, by_variance = bend * density / (2 * s);
        const double square = above + slope * slope * below;  // the derivative of E f^2 by v
        return {.mean = mean,
                .variance = std::max(v * square - bend * bend * positive * negative, 0.0),
                .mean_by_mean = by_mean,
                .mean_by_variance = by_variance,
                .variance_by_mean = 2 * (positive - slope * slope * negative - mean * by_mean),
                .variance_by_variance = square - 2 * mean * by_variance};
    }
};

static_assert(ActivationType<LeakyRelu>);

}  // namespace regula::inline REGULA_ABI
