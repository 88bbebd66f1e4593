#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// L2, weight decay: pulls every weight towards zero in proportion to its size.
///
///     value       a/2 |w|^2
///     gradient    a w
///     prox        w / (1 + t a)
///     conjugate   |y|^2 / (2 a)
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.1.1.
struct L2 {
    static constexpr bool smooth = true;
    double strength;

    void check() const { require(strength >= 0, "L2: strength must be >= 0, got ", strength); }

    double value(const auto& w) const { return check(), strength / 2 * w.squaredNorm(); }

    void add_gradient(const auto& w, auto&& g) const { check(), g += strength * w; }

    void prox(auto&& w, double step) const { check(), w = w / (1 + step * strength); }
    template <class Steps>
    void prox(auto&& w, const Eigen::MatrixBase<Steps>& steps) const {
        check();
        w.array() = w.array() / (1 + strength * steps.array());
    }

    double conjugate(const auto& y) const {
        check();
        const auto squared = static_cast<double>(y.squaredNorm());
        return squared == 0 ? 0 : squared / (2 * strength);  // of a strength of 0: infinite but at 0
    }
};

static_assert(ElementwiseProx<L2> && is_smooth<L2>);

}  // namespace regula::inline REGULA_ABI
