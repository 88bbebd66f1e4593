#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>

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

/// An elementwise penalty on one weight, times a factor: v Omega. Its verbs are those of the penalty.
template <ElementwiseProx P>
class Entry {
public:
    Entry(const P& penalty, double factor) : penalty_{&penalty}, factor_{factor} {}

    /// Whether the weight is not penalised.
    bool free() const { return factor_ == 0 || penalty_->value(one(1)) == 0; }

    /// Whether the penalty has a kink at 0, so that it can keep weights there.
    bool kinked() const { return !free() && prox(1e-200, 1) == 0; }

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

    double prox(double w, double step) const {
        One u = one(w);
        penalty_->prox(u, factor_ * step);
        return u[0];
    }

    double conjugate(double y) const requires ConjugatePenalty<P> {
        if (factor_ == 0) return y == 0 ? 0.0 : std::numeric_limits<double>::infinity();
        return factor_ * penalty_->conjugate(one(y / factor_));
    }

    /// The point nearest to y, between 0 and y, where the conjugate is finite.
    double in_domain(double y) const requires ConjugatePenalty<P> {
        if (free()) return 0;
        if (!infinite(conjugate(y))) return y;
        double end = y - prox(y, 1);  // the projection onto the domain; from near its end it rounds little
        end = 2 * end - prox(2 * end, 1);
        for (double less = 0x1p-52; less < 1 && infinite(conjugate(end)); less *= 2) end *= 1 - less;
        return infinite(conjugate(end)) ? 0.0 : end;
    }

private:
    using One = Eigen::Matrix<double, 1, 1>;
    static One one(double x) { return One::Constant(x); }
    static bool infinite(double x) { return x == std::numeric_limits<double>::infinity(); }

    const P* penalty_;
    double factor_;
};

/// An elementwise penalty on a matrix of weights, entry by entry. Each feature may have its own factor; 0
/// leaves it unpenalised.
template <ElementwiseProx P>
class Entrywise {
public:
    static constexpr bool has_conjugate = ConjugatePenalty<P>;

    Entrywise(const P& penalty, const Vector<double>& factors) : penalty_{&penalty}, factors_{&factors} {}

    /// The number of parts that enter a working set as a whole: features.
    static Index parts(const auto& columns) { return columns.features(); }

    Entry<P> operator()(Index feature, Index) const {
        return {*penalty_, factors_->size() == 0 ? 1.0 : (*factors_)[feature]};
    }

private:
    const P* penalty_;
    const Vector<double>* factors_;
};

/// Makes the type of the terms of an elementwise penalty.
template <class P>
struct EntrywiseOf {
    using type = Entrywise<P>;
};

}  // namespace regula::inline REGULA_ABI
