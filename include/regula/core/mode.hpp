#pragma once

#include <regula/core/sum.hpp>

namespace regula::inline REGULA_ABI {

/// subgradient(L1{a}): the update in the textbook of Goodfellow et al. The penalty enters the gradient
/// although it has a kink, so weights come close to zero but never stay there.
template <Penalty P>
struct Subgradient {
    using Inner = P;
    P penalty;

    void check() const { validate(penalty); }
    double value(const auto& w) const { return penalty.value(w); }
    void add_gradient(const auto& w, auto&& g) const { penalty.add_gradient(w, g); }
};

/// The penalty by its gradient, see Subgradient.
template <Penalty P>
constexpr auto subgradient(P penalty) {
    return Subgradient<P>{std::move(penalty)};
}

/// proximal(L2{a}): a smooth penalty takes the proximal step, too. This step is stable for any strength.
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

/// The penalty by its proximal step, see Proximal.
template <class P>
constexpr auto proximal(P penalty) {
    static_assert(ProximalPenalty<P>, "regula: proximal(penalty) needs a penalty with prox(w, step)");
    return Proximal<P>{std::move(penalty)};
}

/// A penalty whose gradient is proportional to its `strength`. If the gradient of a penalty with a strength
/// is not, the penalty declares `static constexpr bool proportional = false`.
template <class P>
concept Proportional = Penalty<P> && requires(P penalty) {
    penalty.strength *= 1.0;
} && !requires {
    requires !P::proportional;
};

/// decoupled(L2{a}): the gradient of the penalty bypasses the optimizer,     w <- w - step * dOmega/dw,
/// so an adaptive optimizer does not rescale it. With momentum or Adam this does not minimise J + Omega, and
/// the penalty is not a term of the objective. The penalty must be a sum over entries and proportional to its
/// strength.
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
        w = -w;  // check() refuses a strength below 0: so -w takes the step, and the sign is restored below
        scaled.add_gradient(-w, w);  // entry by entry, so w may be both arguments
        w.array() = 0 - w.array();   // not -w: it turns 0 into -0
    }
};

/// The penalty past the optimizer, see Decoupled.
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
