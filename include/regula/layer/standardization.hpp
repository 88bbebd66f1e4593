#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Numbers standardised to mean 0 and variance 1,     z = (x - mean) / sqrt(variance + epsilon)
///
/// with the Jacobian J = dz/dx, a symmetric matrix, and its derivative. If the statistics are those of x
/// itself they move with x, as in training; given ones are constants, as in prediction. Matrices are taken as
/// one set of numbers.
template <class Scalar>
struct Standardization {
    Scalar mean, variance, inverse;  ///< inverse = 1 / sqrt(variance + epsilon)
    bool moves;                      ///< whether the statistics move with x

    static Standardization of(const auto& x, double epsilon) {
        const Scalar mean = x.mean();
        return with(mean, (x.array() - mean).square().mean(), epsilon, true);
    }
    static Standardization given(Scalar mean, Scalar variance, double epsilon) {
        return with(mean, variance, epsilon, false);
    }

    /// J u, to `out`, which must not be u.
    void apply_jacobian(const auto& x, const auto& u, auto&& out) const {
        if (!moves) {
            out = inverse * u;
            return;
        }
        const Scalar slope = inverse * projection(x, u), center = u.mean();
        out.array() = inverse * (u.array() - center - slope * (x.array() - mean));
    }

    /// dx += the gradient of u'J v at x:
    ///
    ///     J d - (u'J v) z / (n sigma),     d = -(u mean(z v) + v mean(z u)) / sigma
    void add_curvature(const auto& x, const auto& u, const auto& v, auto&& dx) const {
        if (!moves) return;
        const auto n = static_cast<Scalar>(x.size());
        const Scalar a = projection(x, u), b = projection(x, v), mean_u = u.mean(), mean_v = v.mean();
        const Scalar form = inverse * n * (u.cwiseProduct(v).mean() - mean_u * mean_v - a * b);
        // mean(z d) and mean(d) in closed form, so J d needs no copy of d.
        const Scalar center = -inverse * (mean_u * b + mean_v * a), slope = -2 * inverse * a * b;
        dx.array() += inverse * (-inverse * (b * u.array() + a * v.array()) - center -
                                 (slope + form / n) * inverse * (x.array() - mean));
    }

    /// mean(z u).
    Scalar projection(const auto& x, const auto& u) const {
        return inverse * ((x.array() - mean) * u.array()).mean();
    }

private:
    static Standardization with(Scalar mean, Scalar variance, double epsilon, bool moves) {
        return {mean, variance, 1 / std::sqrt(variance + static_cast<Scalar>(epsilon)), moves};
    }
};

}  // namespace regula::inline REGULA_ABI
