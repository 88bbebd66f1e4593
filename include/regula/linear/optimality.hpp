#pragma once

#include <regula/core/certificate.hpp>
#include <regula/linear/columns.hpp>
#include <regula/linear/dual.hpp>
#include <regula/linear/settings.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// A linear model, with the loss and its derivatives there, for the optimality conditions.
struct LinearPoint {
    Matrix<double> weights;    ///< features x outputs
    Vector<double> intercept;  ///< one per output
    Matrix<double> scores, g;  ///< outputs x samples: y, dJ/dy
    Matrix<double> slope;      ///< dJ/dW, features x outputs
    double loss = 0;
    Vector<double> sample_weights = {};  ///< in units of their mean; empty without weights
    double steepness = 1;                ///< of the loss, see Dual

    /// The root mean square of the gradient of the loss of a sample; for squared error, of the residuals.
    double residuals() const {
        double square = 0;
        for (Index j = 0; j < sample_weights.size(); ++j)
            if (sample_weights[j] > 0) square += g.col(j).squaredNorm() / sample_weights[j];
        return std::sqrt(static_cast<double>(g.cols())) *
               (sample_weights.size() == 0 ? g.norm() : std::sqrt(square));
    }
};

/// The loss and the residuals of the model with all weights zero, as the unit for other models.
struct Unit {
    double loss = 0, residuals = 0;

    /// The residuals that are the unit of violations at a point: see CoordinateDescent.
    template <class Loss>
    double scale(const LinearPoint& at) const {
        return Dual<Loss>::attained ? residuals : std::min(residuals, at.residuals());
    }
};

/// The violation of the optimality conditions at a point.
struct Violation {
    double most = 0;  ///< in units of the gradient

    /// In units of sqrt(mean x_j^2) and the residuals; for squared error, the excess correlation of a feature
    /// with the residuals.
    double relative = 0;

    /// Raises both to those of one condition, `by` in units of the gradient.
    void add(double by, double unit) {
        most = worse(most, by);
        if (by != 0) relative = worse(relative, by / unit);
    }
};

/// The violation of the conditions of the intercept, in units of `scale`. For a loss that compares
/// probabilities, known to epsilon, the relative one is at least the part hidden by rounding.
template <class Loss>
Violation intercept_violation(const LinearPoint& at, bool intercept, double scale) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    Violation worst{.relative = Dual<Loss>::attained ? 0 : epsilon / scale};
    for (Index c = 0; intercept && c < at.g.rows(); ++c) worst.add(std::abs(at.g.row(c).sum()), scale);
    return worst;
}

/// The largest violation of the optimality conditions, including those of the intercept. For a weight w_ij
/// with the slope g_ij and c = `steepness` mean x_i^2 it is
///
///     c |w_ij - prox_ij(w_ij - g_ij / c, 1 / c)|
///
/// The relative one is in units of sqrt(mean x_i^2) times `scale`.
template <class Loss, class P>
Violation violation(const Columns& columns, const LinearPoint& at, const Entrywise<P>& penalty,
                    bool intercept, double scale) {
    Violation worst = intercept_violation<Loss>(at, intercept, scale);
    for (Index c = 0; c < at.slope.cols(); ++c)
        for (Index j = 0; j < columns.features(); ++j) {
            const double square = columns.mean_square()[j], curve = at.steepness * square;
            if (!(curve > 0)) continue;
            const double w = at.weights(j, c),
                         there = penalty(j, c).prox(w - at.slope(j, c) / curve, 1 / curve);
            worst.add(curve * std::abs(w - there), std::sqrt(square) * scale);
        }
    return worst;
}

/// J(y) + J*(s g) - s y'g of a loss at a point, as Dual::above, where samples count by their weights: the
/// mean of those of the samples alone, whose gradients are m g_j / w_j.
template <class Loss>
double above(const Loss& loss, const LinearPoint& at, const Matrix<double>& t, double s) {
    const Vector<double>& w = at.sample_weights;
    if (w.size() == 0) return Dual<Loss>::above(loss, at.scores, t, at.g, s);
    const double m = static_cast<double>(w.size());
    double sum = 0;
    Matrix<double> y, its_target, slope;
    for (Index j = 0; j < w.size(); ++j) {
        if (w[j] == 0) continue;
        y = at.scores.col(j);
        its_target = t.col(j);
        slope = (m / w[j]) * at.g.col(j);
        sum += w[j] / m * Dual<Loss>::above(loss, y, its_target, slope, s);
    }
    return sum;
}

/// What a slope that no dual point can correct adds to the gap of a weight: |slope| max(|w|, |slope| / c), c
/// as for the violation.
inline double uncorrected(double slope, double w, double curve) {
    return std::abs(slope) * std::max(std::abs(w), std::abs(slope) / curve);
}

/// The gap of the intercept: its slopes, which should be 0.
inline double intercept_gap(const LinearPoint& at, bool intercept) {
    double gap = 0;
    for (Index c = 0; intercept && c < at.g.rows(); ++c)
        gap += uncorrected(at.g.row(c).sum(), at.intercept[c], at.steepness);
    return gap;
}

/// The size of the terms whose sum is a slope, for a feature of mean square 1: the slope is known to epsilon
/// times this.
template <class = OnUse>
double slope_terms(const Columns& columns, const LinearPoint& at) {
    return at.residuals() + columns.mean_square().cwiseSqrt().dot(at.weights.cwiseAbs().rowwise().sum());
}

/// The excess of the objective (loss and penalty) over the dual objective at the point -s g, with s in [0, 1]
/// as large as the penalty's conjugate allows:
///
///     J(y) + J*(s g) - s y'g   +   sum_ij Omega(w_ij) + Omega*(-s slope_ij) + s w_ij slope_ij
///
/// No term is negative, so nothing cancels. The gap bounds the excess of the objective over its minimum, with
/// one exception: an unpenalised weight without bounds and the intercept require a slope of exactly 0, and no
/// dual point can correct a slope there. Such a slope, and a slope within rounding elsewhere, adds
/// `uncorrected`.
template <class Loss, class P>
double duality_gap(const Loss& loss, const Columns& columns, const Matrix<double>& t, const LinearPoint& at,
                   const Entrywise<P>& penalty, bool intercept) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double terms = slope_terms(columns, at);
    const auto each = [&](const auto& visit) {
        for (Index c = 0; c < at.slope.cols(); ++c)
            for (Index j = 0; j < columns.features(); ++j)
                if (columns.mean_square()[j] > 0) visit(penalty(j, c), j, c);
    };
    const auto rounding = [&](Index j) { return 16 * epsilon * std::sqrt(columns.mean_square()[j]) * terms; };
    double s = 1;
    each([&](const auto& entry, Index j, Index c) {
        const double y = -s * at.slope(j, c), end = entry.in_domain(y, at.weights(j, c));
        if (!entry.free() && std::abs(y - end) > rounding(j)) s *= end / y;
    });
    double gap = above(loss, at, t, s);
    each([&](const auto& entry, Index j, Index c) {
        const double w = at.weights(j, c), y = -s * at.slope(j, c);
        const bool none = entry.free() && std::abs(y) <= rounding(j) && !entry.bounds().at(w);
        const double end = none ? 0.0 : entry.in_domain(y, w);  // a far bound would magnify rounding
        gap += entry.excess(w, end);
        gap += uncorrected(y - end, w, at.steepness * columns.mean_square()[j]);
    });
    gap += intercept_gap(at, intercept);
    return gap < 0 ? 0.0 : gap;
}

/// The value of a penalty on a matrix of weights.
template <class P>
double value_of(const Entrywise<P>& penalty, const Matrix<double>& w) {
    double sum = 0;
    for (Index c = 0; c < w.cols(); ++c)
        for (Index j = 0; j < w.rows(); ++j)
            if (w(j, c) != 0) sum += penalty(j, c).value(w(j, c));
    return sum;
}

/// A certificate, and the larger of the relative violation and the relative gap, as they are and as multiples
/// of their tolerances.
struct Proof {
    Certificate certificate;
    double error = 0, excess = 0;
};

/// The objective at a point, the absolute gap, the residual, and whether they are within the tolerances. The
/// terms of the penalty are Entrywise or Groupwise.
template <class Loss, class Terms>
Proof prove(const Loss& loss, const Columns& columns, const Matrix<double>& t, const LinearPoint& at,
            const Terms& penalty, const CoordinateDescent& options, const Unit& none) {
    const Violation worst =
        violation<Loss>(columns, at, penalty, options.intercept, none.template scale<Loss>(at));
    Proof proof{{.objective = at.loss + value_of(penalty, at.weights), .residual = worst.most},
                worst.relative};
    double share = worst.relative;  // without a dual, both tolerances limit the violation
    if constexpr (Terms::has_conjugate) {
        proof.certificate.gap = duality_gap(loss, columns, t, at, penalty, options.intercept);
        share = proof.certificate.gap == 0 ? 0.0 : proof.certificate.gap / none.loss;
    }
    proof.error = worse(worst.relative, share);
    proof.excess = worse(worst.relative / options.residual_tolerance, share / options.tolerance);
    proof.certificate.converged = std::isfinite(proof.certificate.objective) && share <= options.tolerance &&
                                  worst.relative <= options.residual_tolerance;
    return proof;
}

}  // namespace regula::inline REGULA_ABI
