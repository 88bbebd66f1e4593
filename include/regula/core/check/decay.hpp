#pragma once

#include <regula/core/check/prox.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verbs of a decay, and the gradient of the penalty that it is the decay of, if it says.
template <class Scalar>
struct DecayVerbs {
    using M = Matrix<Scalar>;
    std::function<Action<Scalar>(double step)> decay;
    std::function<void(const M&, M&)> add_gradient = {};

    static DecayVerbs of(const auto& policy) {
        DecayVerbs verbs{.decay = [run = pipeline(on(weights, policy))](double step) {
            return settling<Scalar>(run, 0.0, step);
        }};
        if constexpr (requires { policy.penalty; })
            verbs.add_gradient = [&policy](const M& w, M& g) { policy.penalty.add_gradient(w, g); };
        return verbs;
    }
};

/// The laws of a decay: a step against the gradient of its penalty.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const DecayVerbs<Scalar>& policy) {
    using M = Matrix<Scalar>;
    const M w = bench.draw(30, 1.3);
    bench.findings.template same<Scalar>(bench.acted_on_weights(w, policy.decay(0)), w,
                                         "decay with a step of 0 changes nothing");
    if (!policy.add_gradient) return;
    M g = M::Zero(bench.rows, bench.cols);
    policy.add_gradient(w, g);
    bench.findings.template same<Scalar>(bench.acted_on_weights(w, policy.decay(0.3)), w - Scalar(0.3) * g,
                                         "decay is a step against the gradient");
}

}  // namespace regula::inline REGULA_ABI::laws
