#pragma once

#include <regula/core/numeric/root.hpp>
#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The multiplier t of the projection on {u : Omega(u) <= limit}, which is prox(w, t):
///
///     Omega(prox(w, t)) = limit,     0 if Omega(w) <= limit
///
/// Omega(prox(w, t)) falls as t grows if Omega is convex; the root is found to rounding. Allocates copies, in
/// double. Throws std::invalid_argument if Omega is above the limit for every t.
template <ProximalPenalty P>
double multiplier(const P& penalty, double limit, const auto& w) {
    const Matrix<double> from = w.template cast<double>();
    if (!(static_cast<double>(penalty.value(from)) > limit) || !from.allFinite()) return 0;
    Matrix<double> u = from;
    const double t = root_of_falling([&](double step) {
        u = from;
        penalty.prox(u, step);
        return static_cast<double>(penalty.value(u)) - limit;
    });
    require(std::isfinite(t), "constrained: the penalty must come down to the limit, ", limit);
    return t;
}

}  // namespace regula::inline REGULA_ABI
