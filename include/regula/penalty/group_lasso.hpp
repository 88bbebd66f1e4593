#pragma once

#include <regula/penalty/l2_norm.hpp>

namespace regula::inline REGULA_ABI {

/// The group lasso by unit: removes whole units, all incoming weights of one become exactly zero together.
///
///     value       a s sum_j |w_j|                       w_j the columns, s = 1
///     gradient    a s w_j / |w_j|                       (a subgradient: 0 where w_j = 0)
///     prox        w_j max(0, 1 - t a s / |w_j|)         (the block soft threshold)
///     conjugate   0 where every |y_j| <= a s, else infinity
///
/// `scale_by_size` puts s = sqrt(rows of w), so that each input counts alike in blocks of different sizes.
/// Yuan and Lin (2006), "Model selection and estimation in regression with grouped variables".
struct GroupLasso {
    double strength;
    bool scale_by_size = false;
    static constexpr auto prox_order = ProxOrder::norms;

    void check() const { require(strength >= 0, "GroupLasso: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        double sum = 0;
        for (const auto unit : w.colwise()) sum += of_unit(w).value(unit);
        return sum;
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        for (Index j = 0; j < w.cols(); ++j) {
            auto slope = g.col(j);
            of_unit(w).add_gradient(w.col(j), slope);
        }
    }

    void prox(auto&& w, double step) const {
        check();
        for (auto unit : w.colwise()) of_unit(w).prox(unit, step);
    }

    double conjugate(const auto& y) const {
        check();
        double sum = 0;
        for (const auto unit : y.colwise()) sum += of_unit(y).conjugate(unit);
        return sum;
    }

    /// The penalty value of each unit of a block.
    L2Norm of_unit(const auto& w) const {
        return {scale_by_size ? strength * std::sqrt(static_cast<double>(w.rows())) : strength};
    }
};

static_assert(ProximalPenalty<GroupLasso> && !ElementwiseProx<GroupLasso>);

}  // namespace regula::inline REGULA_ABI
