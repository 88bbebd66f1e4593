#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/prox_order.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// The L2 norm, not squared: shortens a block by a fixed length, and removes one that is no longer than that.
///
///     value       a |w|                               (the Frobenius norm of a matrix)
///     gradient    a w / |w|                           (a subgradient: 0 where w = 0)
///     prox        w max(0, 1 - t a / |w|)             (the block soft threshold)
///     conjugate   0 where |y| <= a, else infinity
///
/// GroupLasso applies it to each unit, GroupLassoOver to any groups. Parikh and Boyd (2014), "Proximal
/// algorithms", section 6.5.1.
struct L2Norm {
    double strength;
    static constexpr auto prox_order = ProxOrder::norms;

    void check() const { require(strength >= 0, "L2Norm: strength must be >= 0, got ", strength); }

    double value(const auto& w) const { return check(), strength * static_cast<double>(safe_norm(w)); }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const Scalar length = safe_norm(w);
        if (length != 0)
            with_length(w, length, static_cast<Scalar>(strength), [&](const auto& v) { g += v; });
    }

    void prox(auto&& w, double step) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto most = static_cast<Scalar>(step * strength);
        const Scalar length = safe_norm(w, most);
        if (length <= most)
            w.setZero();
        else
            w = (1 - most / length) * w;
    }

    double conjugate(const auto& y) const {
        check();
        return safe_norm(y) <= strength ? 0 : std::numeric_limits<double>::infinity();
    }
};

static_assert(ProximalPenalty<L2Norm> && !ElementwiseProx<L2Norm>);

}  // namespace regula::inline REGULA_ABI
