#pragma once

#include <regula/core/policy.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// A convex penalty with known prox and conjugate:
///     conjugate(y)    returns Omega*(y) = sup_w <w, y> - Omega(w)
template <class P>
concept Conjugable = requires(const P& penalty, Probe& y) {
    { penalty.value(y) } -> std::convertible_to<double>;
    { penalty.conjugate(y) } -> std::convertible_to<double>;
    penalty.prox(y, 1.0);
};

/// The conjugate Omega* of a convex penalty as a function of the dual variable. No policy of a run, because
/// it may be infinite: Conjugate{L1{a}} is 0 where all |y_i| <= a, and infinite elsewhere.
///
///     value        Omega*(y)
///     prox         y - t prox(y / t, 1 / t) of the penalty          (Moreau's decomposition)
///     conjugate    Omega**(w) = Omega(w), of a penalty that is convex and closed
///
/// The prox copies y. The conjugate of a conjugate is written with its type, Conjugate<Conjugate<L1>>.
/// Rockafellar (1970), Convex Analysis, section 12; Parikh and Boyd (2014), "Proximal algorithms", section
/// 2.5.
template <Conjugable P>
struct Conjugate {
    P penalty;

    void check() const { validate(penalty); }
    double value(const auto& y) const { return check(), penalty.conjugate(y); }
    double conjugate(const auto& w) const { return check(), penalty.value(w); }

    void prox(auto&& y, double step) const {
        check();
        if (step == 0) return;
        auto u = (y.template cast<double>() / step).eval();
        penalty.prox(u, 1 / step);
        y -= (step * u).template cast<typename std::remove_cvref_t<decltype(y)>::Scalar>();
    }
};
template <class P>
Conjugate(P) -> Conjugate<P>;

}  // namespace regula::inline REGULA_ABI
