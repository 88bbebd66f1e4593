#pragma once

#include <regula/core/certificate.hpp>
#include <regula/linear/support_factor.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Minimises a quadratic plus an elementwise penalty over a vector, from a point w with the gradient g of the
/// quadratic:
///
///     g'(u - w) + 1/2 (u - w)'H(u - w) + sum_i Omega_i(u_i)
///
/// Coordinate descent moves weights that are zero and should not be,
///
///     u_i <- prox_i(u_i - g_i / H_ii, 1 / H_ii)
///
/// and nonzero weights take a Newton step together. If it changes no sign, it is the exact minimum of a
/// piecewise quadratic objective. If such a step is no better, coordinate descent moves all weights. A weight
/// at one of its bounds waits there as others do at zero. H must be symmetric, positive semidefinite; a
/// weight with H_ii = 0 is unchanged. Penalties must be 0 at 0, and the first weights within their bounds.
///
/// Friedman, Hastie and Tibshirani (2010), "Regularization paths for generalized linear models via coordinate
/// descent"; Lee, Battle, Raina and Ng (2007), "Efficient sparse coding algorithms", for the steps by signs.
template <class Hessian>
class QuadraticModel {
public:
    /// The factor belongs to the same H, or is new.
    QuadraticModel(const Hessian& hessian, SupportFactor& factor, Vector<double> w, Vector<double> gradient)
        : hessian_{hessian},
          factor_{factor},
          root_{hessian.diagonal().cwiseMax(0).cwiseSqrt()},
          w_{std::move(w)},
          start_{w_},
          g_{std::move(gradient)} {}

    const Vector<double>& weights() const { return w_; }

    /// Continues until no optimality condition is violated by more than the tolerance or rounding, or until
    /// nothing improves, in at most 100 Newton steps. `entry(i)` is the penalty of a weight: see Entry.
    void minimise(const auto& entry, double tolerance) {
        double best = std::numeric_limits<double>::infinity();
        constexpr int most = 100;
        for (int steps = 0, idle = 0; steps < most && idle < 40;) {
            const double left = violation(entry);
            if (!(left > std::max(tolerance, rounding()))) return;
            idle = left < 0.9 * best ? 0 : idle + 1;
            best = std::min(best, left);
            if (idle < 3)
                sweep(entry, [&](Index i) { return waits(entry, i); });
            else
                move(entry, worst_waiting(entry));  // one at a time, so that none enters by mistake
            bool settled = newton(entry);
            for (++steps; !settled && idle > 0 && steps < most; ++steps) settled = newton(entry);
            if (!settled || idle > 1)
                for (int i = 0; i < 5; ++i) sweep(entry, [&](Index j) { return w_[j] != 0 || i == 0; });
        }
    }

    /// The largest sqrt(H_ii) |w_i - prox(...)|: in units of the gradient over sqrt(H_ii), so that it does
    /// not depend on the scale of a weight.
    double violation(const auto& entry) const {
        double worst = 0;
        for (Index i = 0; i < w_.size(); ++i) worst = worse(worst, violation(entry, i));
        return worst;
    }

private:
    double violation(const auto& entry, Index i) const {
        return root_[i] > 0 ? root_[i] * std::abs(w_[i] - moved(entry, i)) : 0.0;
    }

    /// The part of the violation that is due to rounding of weights and gradient.
    double rounding() const {
        const double gradient = (root_.array() * (w_ - start_).array().abs()).sum();
        return 0x1p-51 * (gradient + (root_.array() * w_.array().abs()).maxCoeff());
    }

    double moved(const auto& entry, Index i) const {
        const double curve = hessian_(i, i);
        return entry(i).prox(w_[i] - g_[i] / curve, 1 / curve);
    }

    /// Moves a weight to the minimum of its objective.
    void move(const auto& entry, Index i) {
        if (i < 0 || !(root_[i] > 0)) return;
        const double old = w_[i];
        w_[i] = moved(entry, i);
        if (w_[i] != old) g_ += (w_[i] - old) * hessian_.col(i);
    }

    /// Coordinate descent over the chosen weights.
    void sweep(const auto& entry, const auto& chosen) {
        for (Index i = 0; i < w_.size(); ++i)
            if (chosen(i)) move(entry, i);
    }

    /// Whether a weight is zero or at a bound.
    bool waits(const auto& entry, Index i) const { return w_[i] == 0 || entry(i).bounds().at(w_[i]); }

    /// The waiting weight with the largest violation, or -1.
    Index worst_waiting(const auto& entry) const {
        Index worst = -1;
        double most = 0;
        for (Index i = 0; i < w_.size(); ++i) {
            if (!waits(entry, i)) continue;
            const double by = violation(entry, i);
            if (by > most) most = by, worst = i;
        }
        return worst;
    }

    /// The Newton step of the nonzero weights between their bounds. Weights that would change sign become
    /// zero, others stop at their bounds. If that is no better, the step ends where the first one stops; then
    /// the signs are wrong, and the result is false.
    bool newton(const auto& entry) {
        if (w_.hasNaN()) return false;
        Vector<double> curves = Vector<double>::Zero(w_.size()), sizes = w_.cwiseAbs();
        for (Index i = 0; i < w_.size(); ++i) {
            if (!entry(i).kinked()) sizes[i] = std::numeric_limits<double>::infinity();  // never leaves
            sizes[i] = std::min(sizes[i], entry(i).bounds().room(w_[i]));
            if (sizes[i] != 0) curves[i] = entry(i).curvature(w_[i]);
        }
        if (!factor_.update(hessian_, curves, sizes)) {
            // Dependent weights: with a little more curvature, the step follows a flat direction to a zero.
            const Vector<double> more = curves + 1e-11 * Vector<double>{hessian_.diagonal()};
            if (!factor_.update(hessian_, more, sizes)) return false;
        }
        const auto& order = factor_.order();
        Vector<double> step(static_cast<Index>(order.size()));
        for (Index a = 0; a < step.size(); ++a) {
            const Index i = order[static_cast<std::size_t>(a)];
            step[a] = -g_[i] - entry(i).slope(w_[i]);
        }
        factor_.solve(step);
        Vector<double> clipped = step, to = step;
        double until = 1;
        Index first = -1;
        for (Index a = 0; a < step.size(); ++a) {
            const Index i = order[static_cast<std::size_t>(a)];
            const double w = w_[i], aim = w + step[a];
            const bool crosses = !(aim * w > 0) && entry(i).kinked();
            to[a] = crosses ? 0.0 : entry(i).bounds().clamp(aim);
            if (!crosses && to[a] == aim) continue;
            clipped[a] = to[a] - w;
            if (clipped[a] / step[a] < until || first < 0) {
                until = clipped[a] / step[a];
                first = a;
            }
        }
        if (go(entry, order, clipped, to)) return true;
        if (first < 0) return false;
        step *= until;
        for (Index a = 0; a < step.size(); ++a) {
            const Index i = order[static_cast<std::size_t>(a)];
            if (a == first)
                step[a] = to[a] - w_[i];
            else
                to[a] = entry(i).bounds().clamp(w_[i] + step[a]);
        }
        go(entry, order, step, to);
        return false;
    }

    /// Takes a step of some weights unless it raises the objective. `to` are the weights after it, where
    /// those that stop are not rounded.
    bool go(const auto& entry, const std::vector<Index>& which, const Vector<double>& step,
            const Vector<double>& to) {
        Vector<double> there = g_;
        double change = 0, size = 0;
        const Index count = step.size();
        const auto column = [&](Index a) { return hessian_.col(which[static_cast<std::size_t>(a)]); };
        Index a = 0;
        for (; a + 4 <= count; a += 4)  // four at once, because `there` is read and written each time
            there += step[a] * column(a) + step[a + 1] * column(a + 1) + step[a + 2] * column(a + 2) +
                     step[a + 3] * column(a + 3);
        for (; a < count; ++a) there += step[a] * column(a);
        for (a = 0; a < count; ++a) {
            const Index i = which[static_cast<std::size_t>(a)];
            const double before = entry(i).value(w_[i]), after = entry(i).value(to[a]);
            change += 0.5 * step[a] * (g_[i] + there[i]) + (after - before);
            size += std::abs(before);
        }
        if (!(change <= 1e-15 * size)) return false;
        for (a = 0; a < count; ++a) w_[which[static_cast<std::size_t>(a)]] = to[a];
        g_ = std::move(there);
        return true;
    }

    const Hessian& hessian_;
    SupportFactor& factor_;
    Vector<double> root_, w_, start_, g_;  // sqrt(H_ii); the weights now and first; the gradient
};

}  // namespace regula::inline REGULA_ABI
