#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>
#include <regula/linear/bounds.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// A penalty with a convex conjugate,     Omega*(y) = sup_w y'w - Omega(w),     infinity where that is
/// unbounded. A linear model with it has a dual, and so a duality gap.
template <class P>
concept ConjugatePenalty = Penalty<P> && requires(const P& penalty, const Probe& y) {
    { penalty.conjugate(y) } -> std::convertible_to<double>;
};

/// An elementwise penalty on one weight, times a factor: v Omega. The weight may have bounds; the objective
/// is infinite beyond them. Its verbs are those of the penalty.
template <ElementwiseProx P>
class Entry {
public:
    Entry(const P& penalty, double factor, const Bounds& bounds = {})
        : penalty_{&penalty}, factor_{factor}, bounds_{bounds} {}

    const Bounds& bounds() const { return bounds_; }

    /// Whether the weight is not penalised.
    bool free() const { return factor_ == 0 || penalty_->value(one(1)) == 0; }

    /// Whether the penalty has a kink at 0, so that it can keep weights there.
    bool kinked() const { return !free() && prox_without_bounds(1e-200, 1) == 0; }

    /// The value, of a weight within the bounds.
    double value(double w) const { return factor_ == 0 ? 0.0 : factor_ * penalty_->value(one(w)); }

    double slope(double w) const {
        One g = One::Zero();
        penalty_->add_gradient(one(w), g);
        return factor_ * g[0];
    }

    /// The second derivative at a weight that is not at a kink, by differences: exact where the slope is
    /// linear.
    double curvature(double w) const {
        const double apart = w == 0 ? 1e-100 : std::abs(w) * 0x1p-10;
        return (slope(w + apart) - slope(w - apart)) / (2 * apart);
    }

    /// The prox within the bounds. For a convex penalty it is the nearest point to the prox; for another the
    /// best of this point, 0, and a step by the slope at 0. For MCP, SCAD and L0 that is the minimum.
    double prox(double w, double step) const {
        const double without = prox_without_bounds(w, step), nearest = bounds_.clamp(without);
        if constexpr (!Convex<P>)
            if (nearest != without) return best_within_bounds(w, step, nearest);
        return nearest;
    }

    double conjugate(double y) const requires ConjugatePenalty<P> {
        if (held(y)) return y * bounds_.towards(y) - value(bounds_.towards(y));
        if (factor_ == 0) return y == 0 ? 0.0 : std::numeric_limits<double>::infinity();
        return factor_ * penalty_->conjugate(one(y / factor_));
    }

    /// value(w) + conjugate(y) - w y, or for a weight not at its bound more: its conjugate without bounds, so
    /// that a far bound does not magnify rounding. Never negative; exactly 0 for a weight that y holds at its
    /// bound.
    double excess(double w, double y) const requires ConjugatePenalty<P> {
        const double end = bounds_.towards(y);
        if ((w == end || free()) && held(y)) return (value(w) - value(end)) + y * (end - w);
        return value(w) + (free() ? 0.0 : Entry{*penalty_, factor_}.conjugate(y)) - w * y;
    }

    /// The point nearest to y, between 0 and y, where the conjugate is finite. The conjugate is finite
    /// everywhere on the side of a finite bound. But it grows fast with y if the bound is far, so this side
    /// ends as without bounds unless the weight w is at the bound or not penalised.
    double in_domain(double y, double w = 0) const requires ConjugatePenalty<P> {
        const double bound = bounds_.towards(y);
        if (std::isfinite(bound) && (w == bound || free())) return y;
        if (free()) return 0;
        const Entry alone{*penalty_, factor_};
        if (!infinite(alone.conjugate(y))) return y;
        double end =
            y - alone.prox(y, 1);  // the projection onto the domain; from near its end it rounds little
        end = 2 * end - alone.prox(2 * end, 1);
        for (double less = 0x1p-52; less < 1 && infinite(alone.conjugate(end)); less *= 2) end *= 1 - less;
        return infinite(alone.conjugate(end)) ? 0.0 : end;
    }

private:
    double prox_without_bounds(double w, double step) const {
        One u = one(w);
        penalty_->prox(u, factor_ * step);
        return u[0];
    }

    double best_within_bounds(double w, double step, double best) const {
        const auto rise = [&](double from, double to) {  // of 1/2 (u - w)^2 + step Omega(u)
            return (to - from) * ((to + from) / 2 - w) + step * (value(to) - value(from));
        };
        const double near_0 = w - step * slope(std::copysign(1e-200, w));
        for (const double other : {0.0, near_0 * w > 0 ? bounds_.clamp(near_0) : 0.0})
            if (rise(best, other) < 0) best = other;
        return best;
    }

    /// Whether the supremum of the conjugate is at the bound on the side of y.
    bool held(double y) const {
        const double end = bounds_.towards(y);
        if (end == 0) return true;
        return std::isfinite(end) && std::abs(y) >= std::abs(slope(end));
    }

    using One = Eigen::Matrix<double, 1, 1>;
    static One one(double x) { return One::Constant(x); }
    static bool infinite(double x) { return x == std::numeric_limits<double>::infinity(); }

    const P* penalty_;
    double factor_;
    Bounds bounds_;
};

/// An elementwise penalty on a matrix of weights, entry by entry. Each feature may have its own factor; 0
/// leaves it unpenalised. Each may have bounds, see bounds_of.
template <ElementwiseProx P>
class Entrywise {
public:
    static constexpr bool has_conjugate = ConjugatePenalty<P>;

    Entrywise(const P& penalty, const Vector<double>& factors) : penalty_{&penalty}, factors_{&factors} {}

    Entrywise(const P& penalty, const Vector<double>& factors, const Vector<double>& lower,
              const Vector<double>& upper)
        : Entrywise{penalty, factors} {
        if (lower.size() > 0 || upper.size() > 0) lower_ = &lower, upper_ = &upper;
    }

    /// The number of parts that enter a working set as a whole: features.
    static Index parts(const auto& columns) { return columns.features(); }

    Entry<P> operator()(Index feature, Index) const {
        const double factor = factors_->size() == 0 ? 1.0 : (*factors_)[feature];
        if (!lower_) return {*penalty_, factor};
        return {*penalty_, factor, bounds_of(*lower_, *upper_, feature)};
    }

private:
    const P* penalty_;
    const Vector<double>* factors_;
    const Vector<double>*lower_ = nullptr, *upper_ = nullptr;  // both, or none
};

/// Makes the type of the terms of an elementwise penalty.
template <class P>
struct EntrywiseOf {
    using type = Entrywise<P>;
};

}  // namespace regula::inline REGULA_ABI
