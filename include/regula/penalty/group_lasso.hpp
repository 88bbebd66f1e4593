#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The group lasso by unit: removes whole units, all incoming weights of one become exactly zero together.
///
///     value       a s sum_j |w_j|                       w_j the columns, s = 1
///     gradient    a s w_j / |w_j|                       (a subgradient: 0 where w_j = 0)
///     prox        w_j max(0, 1 - t a s / |w_j|)         (the block soft threshold)
///
/// `scale_by_size` puts s = sqrt(rows of w), so that blocks whose units have more inputs pay alike for each.
/// Yuan and Lin (2006), "Model selection and estimation in regression with grouped variables".
struct GroupLasso {
    double strength;
    bool scale_by_size = false;

    void check() const { require(strength >= 0, "GroupLasso: strength must be >= 0, got ", strength); }

    auto value(const auto& w) const { return price(w) * w.colwise().norm().sum(); }

    void add_gradient(const auto& w, auto& g) const {
        const double slope = price(w);
        for (Index j = 0; j < w.cols(); ++j) {
            const auto length = w.col(j).norm();
            if (length > 0) g.col(j) += slope / length * w.col(j);
        }
    }

    void prox(auto& w, double step) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto most = static_cast<Scalar>(step * price(w));
        for (auto unit : w.colwise()) {
            const Scalar length = unit.norm();
            if (length <= most)
                unit.setZero();
            else
                unit = (1 - most / length) * unit;
        }
    }

    /// What a unit of length one pays.
    double price(const auto& w) const {
        return scale_by_size ? strength * std::sqrt(static_cast<double>(w.rows())) : strength;
    }
};

static_assert(ProximalPenalty<GroupLasso> && !ElementwiseProx<GroupLasso>);

}  // namespace regula::inline REGULA_ABI
