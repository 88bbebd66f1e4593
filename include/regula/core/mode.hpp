#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// subgradient(L1{a}): the book's update. The penalty enters the gradient although it has a kink, so that
/// weights come close to zero and never stay there.
template <Penalty P>
struct Subgradient {
    using Inner = P;
    P penalty;

    void check() const { validate(penalty); }
    double value(const auto& w) const { return penalty.value(w); }
    void add_gradient(const auto& w, auto&& g) const { penalty.add_gradient(w, g); }
};

template <Penalty P>
constexpr auto subgradient(P penalty) {
    return Subgradient<P>{std::move(penalty)};
}

/// proximal(L2{a}): a smooth penalty takes the proximal step too, which is stable for any strength.
template <ProximalPenalty P>
struct Proximal {
    using Inner = P;
    static constexpr bool smooth = false;
    P penalty;

    void check() const { validate(penalty); }
    double value(const auto& w) const { return penalty.value(w); }
    void add_gradient(const auto& w, auto&& g) const { penalty.add_gradient(w, g); }
    void prox(auto&& w, double step) const { penalty.prox(w, step); }
    void prox(auto&& w, const auto& steps) const requires ElementwiseProx<P> { penalty.prox(w, steps); }
};

template <class P>
constexpr auto proximal(P penalty) {
    static_assert(ProximalPenalty<P>, "regula: proximal(penalty) needs a penalty with prox(w, step)");
    return Proximal<P>{std::move(penalty)};
}

/// A penalty whose gradient is proportional to its `strength`. One of another kind that has a strength says
/// `static constexpr bool proportional = false`.
template <class P>
concept Proportional = Penalty<P> && requires(P penalty) {
    penalty.strength *= 1.0;
} && !requires {
    requires !P::proportional;
};

/// decoupled(L2{a}): the gradient of the penalty bypasses the optimizer,     w <- w - step * dOmega/dw,
/// so that an adaptive optimizer does not rescale it. With momentum or Adam this does not minimise J + Omega,
/// and the penalty is no term of the objective. For penalties that are sums over entries and proportional to
/// their strength.
///
/// Loshchilov and Hutter (2019), "Decoupled weight decay regularization".
template <Penalty P>
struct Decoupled {
    using Inner = P;
    P penalty;

    void check() const { validate(penalty); }
    void decay(auto&& w, double step) const {
        check();
        P scaled = penalty;
        scaled.strength *= step;
        w = -w;  // a strength below 0 would be refused, so that -w takes the gradient's step, and is turned back
        scaled.add_gradient(-w, w);  // entry by entry, so that w may be both
        w.array() = 0 - w.array();   // not -w, which makes -0 of 0
    }
};

template <class P>
constexpr auto decoupled(P penalty) {
    static_assert(
        ElementwiseProx<P>,
        "regula: decoupled(penalty) needs a penalty that is a sum over entries, with prox(w, steps); "
        "others go through the gradient, subgradient(penalty), or the prox, proximal(penalty)");
    static_assert(
        !ElementwiseProx<P> || Proportional<P>,
        "regula: decoupled(penalty) needs a penalty whose gradient is proportional to its field 'strength'");
    return Decoupled<P>{std::move(penalty)};
}

}  // namespace regula::inline REGULA_ABI
