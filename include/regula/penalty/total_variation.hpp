#pragma once

#include <regula/core/prox_order.hpp>
#include <regula/penalty/taut_string.hpp>

namespace regula::inline REGULA_ABI {

/// Total variation: the weights of each unit become piecewise constant along its inputs.
///
///     value       a sum_j sum_i |w_{i+1,j} - w_{i,j}|
///     gradient    a (sign(w_{i,j} - w_{i-1,j}) - sign(w_{i+1,j} - w_{i,j}))     (a subgradient)
///     prox        of each column the taut string, which is exact
///
/// A column with a NaN or an infinity stays as it is. Rudin, Osher and Fatemi (1992), "Nonlinear total
/// variation based noise removal algorithms".
struct TotalVariation {
    double strength;
    static constexpr auto prox_order = ProxOrder::differences;

    void check() const { require(strength >= 0, "TotalVariation: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        const Index n = w.rows() - 1;
        return strength * (w.bottomRows(n) - w.topRows(n)).cwiseAbs().sum();
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        const Index n = w.rows() - 1;
        g.bottomRows(n) += strength * (w.bottomRows(n) - w.topRows(n)).cwiseSign();
        g.topRows(n) -= strength * (w.bottomRows(n) - w.topRows(n)).cwiseSign();
    }

    void prox(auto&& w, double step) const {
        check();
        for (auto unit : w.colwise())
            if (unit.allFinite()) pull_taut(unit, step * strength);
    }
};

static_assert(ProximalPenalty<TotalVariation> && !ElementwiseProx<TotalVariation>);

}  // namespace regula::inline REGULA_ABI
