#pragma once

#include <regula/penalty/fits.hpp>
#include <regula/penalty/l2.hpp>

namespace regula::inline REGULA_ABI {

/// Towards a point: pulls a block of weights to given values instead of to zero, as to another model's.
///
///     value       a/2 |w - p|^2
///     gradient    a (w - p)
///     prox        (w + t a p) / (1 + t a)
///     conjugate   <y, p> + |y|^2 / (2 a)
///
/// The point has the shape of one block: on(weights[0], Towards{.strength = 0.1, .point = other}). Throws
/// std::invalid_argument where it meets a block of another shape. It is kept in double and read entry by
/// entry in the precision of the weights; decoupled(...) and scheduled(...) copy it in each step.
/// Goodfellow, Bengio and Courville, Deep Learning, sections 7.1 and 7.9.
struct Towards {
    static constexpr bool smooth = true;
    double strength;
    Matrix<double> point;

    void check() const { require(strength >= 0, "Towards: strength must be >= 0, got ", strength); }

    double value(const auto& w) const { return check(), strength / 2 * (w - fit(w)).squaredNorm(); }

    void add_gradient(const auto& w, auto&& g) const { check(), g += strength * (w - fit(w)); }

    void prox(auto&& w, double step) const {
        check();
        const double share = 1 / (1 + step * strength);
        w = share * w + (step * strength * share) * fit(w);
    }
    template <class Steps>
    void prox(auto&& w, const Eigen::MatrixBase<Steps>& steps) const {
        check();
        const auto slope = strength * steps.array();
        w.array() = w.array() / (1 + slope) + slope / (1 + slope) * fit(w).array();
    }

    double conjugate(const auto& y) const {
        check();
        const auto linear = static_cast<double>(y.cwiseProduct(fit(y)).sum());
        return linear + L2{strength}.conjugate(y);
    }

    auto fit(const auto& w) const { return fitting("Towards: the point", point, w); }
};

static_assert(ElementwiseProx<Towards> && is_smooth<Towards>);

}  // namespace regula::inline REGULA_ABI
