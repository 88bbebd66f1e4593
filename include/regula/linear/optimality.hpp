#pragma once

#include <regula/core/certificate.hpp>
#include <regula/linear/columns.hpp>
#include <regula/linear/dual.hpp>
#include <regula/linear/settings.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// A linear model, and the loss there: what its optimality is judged by.
struct LinearPoint {
    Matrix<double> weights;    ///< features x outputs
    Vector<double> intercept;  ///< one an output
    Matrix<double> scores, g;  ///< outputs x samples: y, dJ/dy
    Matrix<double> slope;      ///< dJ/dW, features x outputs
    double loss = 0;

    /// The root mean square of the gradient of the loss of a sample; for squared error, of the residuals.
    double residuals() const { return std::sqrt(static_cast<double>(g.cols())) * g.norm(); }
};

/// The loss and the residuals of the model with all weights zero, by which others are measured.
struct Unit {
    double loss = 0, residuals = 0;

    /// The residuals that violations at a point are measured by: see CoordinateDescent.
    template <class Loss>
    double scale(const LinearPoint& at) const {
        return Dual<Loss>::attained ? residuals : std::min(residuals, at.residuals());
    }
};

/// How far a point is from the conditions of optimality.
struct Violation {
    double most = 0;  ///< in units of the gradient

    /// In units of sqrt(mean x_j^2) and the residuals: of squared error, the correlation of a feature and the
    /// residuals that should not be there.
    double relative = 0;
};

/// The largest violation of the conditions of optimality, those of the intercept included: of a weight w_ij
/// with the slope g_ij and c = `steepest` mean x_i^2
///
///     c |w_ij - prox_ij(w_ij - g_ij / c, 1 / c)|
///
/// The relative one is in units of sqrt(mean x_i^2) times `scale`, and no less than what rounding hides of it
/// where a loss compares probabilities, which are known to epsilon.
template <class Loss, class P>
Violation violation(const Columns& columns, const LinearPoint& at, const Entrywise<P>& penalty,
                    bool intercept, double scale) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    Violation worst{.relative = Dual<Loss>::attained ? 0 : epsilon / scale};
    const auto add = [&](double by, double size) {
        worst.most = worse(worst.most, by);
        if (by != 0) worst.relative = worse(worst.relative, by / (size * scale));
    };
    for (Index c = 0; c < at.slope.cols(); ++c) {
        for (Index j = 0; j < columns.features(); ++j) {
            const double square = columns.mean_square()[j], curve = Dual<Loss>::steepest * square;
            if (!(curve > 0)) continue;
            const double w = at.weights(j, c),
                         there = penalty(j, c).prox(w - at.slope(j, c) / curve, 1 / curve);
            add(curve * std::abs(w - there), std::sqrt(square));
        }
        if (intercept) add(std::abs(at.g.row(c).sum()), 1);
    }
    return worst;
}

/// What the objective, loss and penalty, is above that of the dual point -s g, s in [0, 1] as large as the
/// conjugate of the penalty allows:
///
///     J(y) + J*(s g) - s y'g   +   sum_ij Omega(w_ij) + Omega*(-s slope_ij) + s w_ij slope_ij
///
/// A sum of terms that are not negative, so that nothing cancels. So it is at least what the objective is
/// above the least one, but for what no dual point can answer: a weight that no penalty holds, and the
/// intercept, ask for a slope of exactly 0. What is left of it, and what is within the rounding of a slope
/// elsewhere, is charged as |slope| max(|w|, |slope| / c), with c as for the violation.
template <class Loss, class P>
double duality_gap(const Columns& columns, const Matrix<double>& t, const LinearPoint& at,
                   const Entrywise<P>& penalty, bool intercept) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const auto charge = [](double slope, double w, double square) {
        return std::abs(slope) * std::max(std::abs(w), std::abs(slope) / (Dual<Loss>::steepest * square));
    };
    // slopes are known to epsilon times the feature and the numbers that were added up
    const double terms =
        at.residuals() + columns.mean_square().cwiseSqrt().dot(at.weights.cwiseAbs().rowwise().sum());
    const auto each = [&](const auto& visit) {
        for (Index c = 0; c < at.slope.cols(); ++c)
            for (Index j = 0; j < columns.features(); ++j)
                if (columns.mean_square()[j] > 0) visit(penalty(j, c), j, c);
    };
    double s = 1;
    each([&](const auto& entry, Index j, Index c) {
        const double y = -s * at.slope(j, c), end = entry.in_domain(y);
        const double rounding = 16 * epsilon * std::sqrt(columns.mean_square()[j]) * terms;
        if (!entry.free() && std::abs(y - end) > rounding) s *= end / y;
    });
    double gap = Dual<Loss>::above(at.scores, t, at.g, s);
    each([&](const auto& entry, Index j, Index c) {
        const double w = at.weights(j, c), y = -s * at.slope(j, c), end = entry.in_domain(y);
        gap += entry.value(w) + (entry.free() ? 0.0 : entry.conjugate(end)) - w * end;
        gap += charge(y - end, w, columns.mean_square()[j]);
    });
    for (Index c = 0; intercept && c < at.g.rows(); ++c) gap += charge(at.g.row(c).sum(), at.intercept[c], 1);
    return gap < 0 ? 0.0 : gap;
}

/// A certificate, and the larger of the relative violation and the relative gap.
struct Proof {
    Certificate certificate;
    double error = 0;
};

/// The objective at a point, the absolute gap, the residual, and whether they are within the tolerances.
template <class Loss, class P>
Proof prove(const Columns& columns, const Matrix<double>& t, const LinearPoint& at,
            const Entrywise<P>& penalty, const CoordinateDescent& options, const Unit& none) {
    double charged = 0;
    for (Index c = 0; c < at.weights.cols(); ++c)
        for (Index j = 0; j < at.weights.rows(); ++j)
            if (at.weights(j, c) != 0) charged += penalty(j, c).value(at.weights(j, c));
    const Violation worst =
        violation<Loss>(columns, at, penalty, options.intercept, none.template scale<Loss>(at));
    Proof proof{{.objective = at.loss + charged, .residual = worst.most}, worst.relative};
    double share = worst.relative;  // without a dual both tolerances are of the violation
    if constexpr (ConjugatePenalty<P>) {
        proof.certificate.gap = duality_gap<Loss>(columns, t, at, penalty, options.intercept);
        share = proof.certificate.gap == 0 ? 0.0 : proof.certificate.gap / none.loss;
    }
    proof.error = worse(worst.relative, share);
    proof.certificate.converged = std::isfinite(proof.certificate.objective) && share <= options.tolerance &&
                                  worst.relative <= options.residual_tolerance;
    return proof;
}

}  // namespace regula::inline REGULA_ABI
