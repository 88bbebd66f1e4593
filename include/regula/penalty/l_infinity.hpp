#pragma once

#include <regula/constraint/l1_ball.hpp>
#include <regula/core/prox_order.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// The maximum norm: pulls the largest weights of a block down to a common size, and leaves the others alone.
///
///     value       a max |w_i|
///     gradient    a sign(w_i) at the first of the largest, 0 elsewhere        (a subgradient)
///     prox        w less its projection on the L1 ball of radius t a          (Moreau's decomposition)
///     conjugate   0 where |y|_1 <= a, else infinity
///
/// The prox copies the block. Parikh and Boyd (2014), "Proximal algorithms", section 6.5.2.
struct LInfinity {
    double strength;
    static constexpr auto prox_order = ProxOrder::norms;

    void check() const { require(strength >= 0, "LInfinity: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        return strength * w.cwiseAbs().template maxCoeff<Eigen::PropagateNaN>();
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        Index i = 0, j = 0;
        const Scalar largest = w.cwiseAbs().template maxCoeff<Eigen::PropagateNaN>(&i, &j);
        if (largest != 0) g(i, j) += static_cast<Scalar>(strength) * w(i, j) / largest;
    }

    void prox(auto&& w, double step) const {
        check();
        auto inside = w.eval();
        L1Ball{step * strength}.project(inside);
        w -= inside;
    }

    double conjugate(const auto& y) const {
        check();
        return y.cwiseAbs().sum() <= strength ? 0 : std::numeric_limits<double>::infinity();
    }
};

static_assert(ProximalPenalty<LInfinity> && !ElementwiseProx<LInfinity>);

}  // namespace regula::inline REGULA_ABI
