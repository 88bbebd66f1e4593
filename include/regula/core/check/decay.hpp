#pragma once

#include <regula/core/check/bench.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of a decay, decay(w, step), and add_gradient of its penalty, if it has a field `penalty`.
struct DecayVerbs {
    const Verb& decay;
    const Verb* add_gradient = nullptr;
};

/// The laws of a decay: a step against the gradient of its penalty.
void ask(const auto& bench, const DecayVerbs& policy) {
    using M = Matrix<double>;
    const M w = bench.draw(30, 1.3);
    const auto decayed = [&](double step) { return bench.acted_on_weights(w, policy.decay, {.step = step}); };
    bench.same(decayed(0), w, "decay with a step of 0 changes nothing");
    if (!policy.add_gradient) return;
    const M g = (*policy.add_gradient)(M::Zero(bench.rows, bench.cols), {}, w);
    bench.same(decayed(0.3), w - 0.3 * g, "decay is a step against the gradient");
}

/// Checks the laws of a decay.
template <class Scalar>
void ask_decay(const Bench& bench, const auto& policy) {
    constexpr bool of_penalty = requires { policy.penalty; };
    const auto add_gradient = of_matrices<Scalar>([&](auto& g, const auto& w, const Given&) {
        if constexpr (of_penalty) policy.penalty.add_gradient(w, g);
    });
    const auto decay = [&](auto& w, auto&, const Given& given) { policy.decay(w, given.step); };
    ask(bench,
        DecayVerbs{.decay = of_all<Scalar>(decay), .add_gradient = of_penalty ? &add_gradient : nullptr});
}

}  // namespace regula::inline REGULA_ABI::laws
