#pragma once

#include <regula/core/on.hpp>

namespace regula::inline REGULA_ABI {

/// A gate that draws once for all samples of a minibatch. A dropped unit is dropped for all of them, so a
/// network need not compute it. Your own gate of this kind declares `per_minibatch = true`.
template <class P>
concept GateOfMinibatch = Gate<P> && requires {
    requires P::per_minibatch;
};

/// per_minibatch(Dropout{0.5}): a gate with one draw for all samples of a minibatch. The gains of a unit are
/// those that the gate would draw for the first sample.
///
/// A minibatch then trains a smaller network: a Network multiplies only the kept rows and columns of its
/// weights, a quarter of them at p = 1/2. In exchange the gradients of the samples share the noise of the
/// mask.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.12.
template <Gate G>
struct PerMinibatch {
    using Inner = G;
    static constexpr bool per_minibatch = true;
    G policy;

    void check() const { validate(policy); }
    auto in(const Block& place) const requires requires { policy.in(place); }
    { return PerMinibatch<decltype(policy.in(place))>{policy.in(place)}; }
    void gate(auto&& gain, Key key) const {
        if (gain.cols() == 0) return;
        auto first = gain.col(0);
        const bool is_first_gate = (first.array() == 1).all();
        policy.gate(first, key);
        for (Index j = 1; j < gain.cols(); ++j) {
            auto column = gain.col(j);
            if (is_first_gate)  // the first column then holds the draws themselves
                column.array() *= first.array();
            else
                policy.gate(column, key);
        }
    }
};

/// A scheduled gate gives a schedule of gates.
template <class P>
constexpr auto per_minibatch(P policy) {
    if constexpr (requires { policy.at(StepTime{}); }) {
        return scheduled(
            [policy = std::move(policy)](const StepTime& now) { return per_minibatch(policy.at(now)); });
    } else {
        static_assert(
            Gate<P>, "regula: per_minibatch(gate) needs a gate, with 'void gate(auto& gain, Key key) const'");
        return PerMinibatch<P>{std::move(policy)};
    }
}

}  // namespace regula::inline REGULA_ABI
