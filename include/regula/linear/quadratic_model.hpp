#pragma once

#include <regula/linear/support_factor.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Minimises a quadratic and an elementwise penalty over a vector, from a point w where the quadratic has the
/// gradient g:
///
///     g'(u - w) + 1/2 (u - w)'H(u - w) + sum_i Omega_i(u_i)
///
/// Weights that are zero and should not be get there by coordinate descent,
///
///     u_i <- prox_i(u_i - g_i / H_ii, 1 / H_ii)
///
/// and those that are not zero take a Newton step together: if it changes no sign it is the exact minimum of a
/// piecewise quadratic objective. Where such a step is no better, coordinate descent takes all weights. H must
/// be symmetric, positive semidefinite; a weight with H_ii = 0 stays as it is. Penalties must be 0 at 0.
///
/// Friedman, Hastie and Tibshirani (2010), "Regularization paths for generalized linear models via coordinate
/// descent"; Lee, Battle, Raina and Ng (2007), "Efficient sparse coding algorithms", for steps of signs.
template <class Hessian>
class QuadraticModel {
public:
    /// The factor belongs to the same H, or is new.
    QuadraticModel(const Hessian& hessian, SupportFactor& factor, Vector<double> w, Vector<double> gradient)
        : hessian_{hessian}, factor_{factor}, w_{std::move(w)}, g_{std::move(gradient)} {}

    const Vector<double>& weights() const { return w_; }

    /// Goes on from where it is, until no condition of optimality is violated by more than the tolerance, or no
    /// more can be had. `entry(i)` is the penalty of a weight: see Entry.
    void minimise(const auto& entry, double tolerance) {
        double best = std::numeric_limits<double>::infinity();
        for (int idle = 0; idle < 40;) {
            const double left = violation(entry);
            if (left <= tolerance) return;
            idle = left < best ? 0 : idle + 1;
            best = std::min(best, left);
            sweep(entry, [](double w) { return w == 0; });
            if (!newton(entry) || idle > 1)
                for (int i = 0; i < 5; ++i) sweep(entry, [i](double w) { return w != 0 || i == 0; });
        }
    }

    /// The largest |H_ii (w_i - prox(...))|.
    double violation(const auto& entry) const {
        double worst = 0;
        for (Index i = 0; i < w_.size(); ++i) {
            const double curve = hessian_(i, i);
            if (curve > 0) worst = std::max(worst, curve * std::abs(w_[i] - moved(entry, i, curve)));
        }
        return worst;
    }

private:
    double moved(const auto& entry, Index i, double curve) const {
        return entry(i).prox(w_[i] - g_[i] / curve, 1 / curve);
    }

    /// Coordinate descent over the weights that are chosen by their value.
    void sweep(const auto& entry, const auto& chosen) {
        for (Index i = 0; i < w_.size(); ++i) {
            const double curve = hessian_(i, i), old = w_[i];
            if (!(curve > 0) || !chosen(old)) continue;
            w_[i] = moved(entry, i, curve);
            if (w_[i] != old) g_ += (w_[i] - old) * hessian_.col(i);
        }
    }

    /// The Newton step of the weights that are not zero. Those that would change their sign become zero, or, if
    /// that is no better, all go until the first one does; then the signs are wrong, and the result is false.
    bool newton(const auto& entry) {
        Vector<double> curves = Vector<double>::Zero(w_.size());
        for (Index i = 0; i < w_.size(); ++i)
            if (w_[i] != 0) curves[i] = entry(i).curvature(w_[i]);
        if (!factor_.update(hessian_, curves, w_)) {
            // Dependent weights: a little more curvature, and the step leads along what is flat to a zero.
            const Vector<double> more = curves + 1e-8 * Vector<double>{hessian_.diagonal()};
            if (!factor_.update(hessian_, more, w_)) return false;
        }
        const auto& order = factor_.order();
        Vector<double> step(static_cast<Index>(order.size()));
        for (Index a = 0; a < step.size(); ++a) {
            const Index i = order[static_cast<std::size_t>(a)];
            step[a] = -g_[i] - entry(i).slope(w_[i]);
        }
        factor_.solve(step);
        Vector<double> clipped = step;
        double until = 1;
        Index first = -1;
        for (Index a = 0; a < step.size(); ++a) {
            const double w = w_[order[static_cast<std::size_t>(a)]];
            if ((w + step[a]) * w > 0) continue;
            clipped[a] = -w;
            if (-w / step[a] < until || first < 0) {
                until = -w / step[a];
                first = a;
            }
        }
        if (go(entry, order, clipped)) return true;
        if (first < 0) return false;
        step *= until;
        step[first] = -w_[order[static_cast<std::size_t>(first)]];
        go(entry, order, step);
        return false;
    }

    /// Takes a step of some weights unless the objective were higher there.
    bool go(const auto& entry, const std::vector<Index>& which, const Vector<double>& step) {
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
            const double before = entry(i).value(w_[i]), after = entry(i).value(w_[i] + step[a]);
            change += 0.5 * step[a] * (g_[i] + there[i]) + (after - before);
            size += std::abs(before);
        }
        if (!(change <= 1e-15 * size)) return false;
        for (a = 0; a < count; ++a) w_[which[static_cast<std::size_t>(a)]] += step[a];
        g_ = std::move(there);
        return true;
    }

    const Hessian& hessian_;
    SupportFactor& factor_;
    Vector<double> w_, g_;
};

}  // namespace regula::inline REGULA_ABI
