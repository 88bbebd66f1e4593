#pragma once

#include <regula/linear/groupwise.hpp>
#include <regula/linear/optimality.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The largest violation of the optimality conditions, as that of a penalty of single weights. For a group
/// with the weights w, the slope g and c = `steepness` max mean x_j^2 over its features it is
///
///     c |w - prox(w - g / c, 1 / c)|
template <class Loss>
Violation violation(const Columns&, const LinearPoint& at, const Groupwise& penalty, bool intercept,
                    double scale) {
    Violation worst = intercept_violation<Loss>(at, intercept, scale);
    for (const auto& group : penalty.groups()) {
        const double curve = at.steepness * group.square;
        const Vector<double> w = Groupwise::part(at.weights, group);
        Vector<double> there = w - Groupwise::part(at.slope, group) / curve;
        group.term.prox(there, 1 / curve);
        worst.add(curve * (w - there).norm(), std::sqrt(group.square) * scale);
    }
    return worst;
}

/// The duality gap of a penalty of groups, as that of a penalty of single weights.
template <class Loss>
double duality_gap(const Loss& loss, const Columns& columns, const Matrix<double>& t, const LinearPoint& at,
                   const Groupwise& penalty, bool intercept) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double terms = slope_terms(columns, at);
    double s = 1;
    for (const auto& group : penalty.groups()) {
        if (group.term.l2 > 0 || group.term.free()) continue;  // its conjugate has no end, or is but a point
        const Vector<double> y = -s * Groupwise::part(at.slope, group);
        const double rounding =
            16 * epsilon * std::sqrt(group.square * static_cast<double>(y.size())) * terms;
        if (!(group.term.excess(y) <= rounding)) s *= group.term.share_within(y);
    }
    double gap = above(loss, at, t, s);
    for (const auto& group : penalty.groups()) {
        const GroupTerm& term = group.term;
        const Vector<double> w = Groupwise::part(at.weights, group),
                             y = -s * Groupwise::part(at.slope, group);
        Vector<double> end = y;  // the dual point: y, or the nearest with a finite conjugate
        const double excess = term.excess(y);
        if (term.l2 > 0)
            gap += excess * excess / (2 * term.l2);
        else if (excess > 0)
            end -= excess / (excess + term.norm) * GroupTerm::beyond(y, term.l1);
        gap += term.value(w) - w.dot(end);
        for (Index i = 0; i < w.size(); ++i) {
            const Index j = penalty.feature(group.entries[static_cast<std::size_t>(i)]);
            gap += uncorrected(y[i] - end[i], w[i], at.steepness * columns.mean_square()[j]);
        }
    }
    gap += intercept_gap(at, intercept);
    return gap < 0 ? 0.0 : gap;
}

/// The value of a penalty of groups on a matrix of weights.
template <class = OnUse>
double value_of(const Groupwise& penalty, const Matrix<double>& w) {
    double sum = 0;
    for (const auto& group : penalty.groups()) sum += group.term.value(Groupwise::part(w, group));
    return sum;
}

/// Raises force[k] to the violation at a point by group k with weights of zero, if the slope of the loss is
/// multiplied by `times`: 0 for a group that stays at zero.
template <class = OnUse>
void add_forces(const Columns&, const LinearPoint& at, const Groupwise& penalty, double times,
                Vector<double>& force) {
    for (std::size_t k = 0; k < penalty.groups().size(); ++k) {
        const auto& group = penalty.groups()[k];
        const double curve = at.steepness * group.square;
        Vector<double> to = -times / curve * Groupwise::part(at.slope, group);
        group.term.prox(to, 1 / curve);
        double& most = force[static_cast<Index>(k)];
        most = std::max(most, curve * to.norm());
    }
}

}  // namespace regula::inline REGULA_ABI
