#pragma once

#include <regula/penalty/l2_norm.hpp>
#include <regula/penalty/row_norms.hpp>

namespace regula::inline REGULA_ABI {

/// The L2,1 norm: removes whole inputs, for all units together. GroupLasso is the one by columns.
///
///     value       a sum_i |w_i|                         w_i the rows
///     gradient    a w_i / |w_i|                         (a subgradient: 0 where w_i = 0)
///     prox        w_i max(0, 1 - t a / |w_i|)           (the block soft threshold)
///     conjugate   0 where every |y_i| <= a, else infinity
///
/// Argyriou, Evgeniou and Pontil (2008), "Convex multi-task feature learning".
struct L21 {
    double strength;
    static constexpr auto prox_order = ProxOrder::norms;

    void check() const { require(strength >= 0, "L21: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        double sum = 0;
        for (const auto row : w.rowwise()) sum += L2Norm{strength}.value(row);
        return sum;
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        for_each_band(w, 0, [&](const auto& rows, const auto& factor, auto& norm) {
            norm = (norm == 0).select(0, strength / norm);
            for (Index j = 0; j < w.cols(); ++j) g(rows, j).array() += norm * (factor * w(rows, j).array());
        });
    }
    void prox(auto&& w, double step) const {
        check();
        const auto most = static_cast<typename std::remove_cvref_t<decltype(w)>::Scalar>(step * strength);
        for_each_band(w, most, [&](const auto& rows, const auto& factor, auto& norm) {
            norm = (norm <= factor * most).select(0, 1 - factor * most / norm);
            for (Index j = 0; j < w.cols(); ++j) w(rows, j).array() *= norm;
        });
    }
    double conjugate(const auto& y) const {
        check();
        double sum = 0;
        for (const auto row : y.rowwise()) sum += L2Norm{strength}.conjugate(row);
        return sum;
    }
};

static_assert(ProximalPenalty<L21> && !ElementwiseProx<L21>);

}  // namespace regula::inline REGULA_ABI
