#pragma once

#include <regula/core/policy.hpp>

#include <limits>

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

    void check() const { require(strength >= 0, "L21: strength must be >= 0, got ", strength); }

    double value(const auto& w) const { return check(), strength * w.rowwise().norm().sum(); }
    void add_gradient(const auto& w, auto&& g) const {
        check();
        for_each_band(w, [&](const auto& rows, auto& length) {
            length = (length == 0).select(0, strength / length);
            for (Index j = 0; j < w.cols(); ++j) g(rows, j).array() += length * w(rows, j).array();
        });
    }
    void prox(auto&& w, double step) const {
        check();
        const auto most = static_cast<typename std::remove_cvref_t<decltype(w)>::Scalar>(step * strength);
        for_each_band(w, [&](const auto& rows, auto& length) {
            length = (length <= most).select(0, 1 - most / length);
            for (Index j = 0; j < w.cols(); ++j) w(rows, j).array() *= length;
        });
    }
    double conjugate(const auto& y) const {
        check();
        const double longest = y.rowwise().norm().template maxCoeff<Eigen::PropagateNaN>();
        return longest <= strength ? 0 : std::numeric_limits<double>::infinity();
    }

    /// Calls act(rows, length) with the lengths of some rows at a time: the columns are read as they lie in
    /// memory, and nothing is allocated.
    static void for_each_band(const auto& w, const auto& act) {
        Eigen::Array<typename std::remove_cvref_t<decltype(w)>::Scalar, Eigen::Dynamic, 1, 0, 64, 1> length;
        for (Index first = 0; first < w.rows(); first += 64) {
            const auto rows = Eigen::seqN(first, std::min<Index>(64, w.rows() - first));
            length.setZero(rows.size());
            for (Index j = 0; j < w.cols(); ++j) length += w(rows, j).array().square();
            length = length.sqrt();
            act(rows, length);
        }
    }
};

static_assert(ProximalPenalty<L21> && !ElementwiseProx<L21>);

}  // namespace regula::inline REGULA_ABI
