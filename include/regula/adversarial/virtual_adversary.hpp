#pragma once

#include <regula/adversarial/divergence.hpp>

namespace regula::inline REGULA_ABI {

/// Unit vectors d, features x samples, along which the class probabilities of a model change most, and the
/// log probabilities log p at the samples: constants of a pass.
struct VirtualAdversary {
    Node d, log_p;
};

/// Finds them by power steps from random directions,     d  <-  H d / |H d|
///
/// with H the second derivative of KL(p(x) | p(x + r)) by r at 0: by a tangent and its pull-back (xi = 0), or
/// by the gradient at r = xi d. Noise and masks are those of the present stream of the pass. A sample whose
/// H d is 0 keeps its direction. An exact step takes an evaluation, a tangent, and a backward pass to the
/// inputs.
VirtualAdversary find_virtual_adversary(auto& pass, const auto& f, const auto& loss, const auto& x,
                                        int power_steps, double xi, std::string_view name) {
    using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
    Node d = random_directions(pass, x, name), log_p{};
    const bool exact = xi == 0;
    if (!exact || power_steps == 0) {
        auto& probe = pass.probe();
        log_p = log_probabilities(pass, loss, probe.value(f(probe, probe.input(x))));
    }
    for (int i = 0; i < power_steps; ++i) {
        const Node moved = exact ? d : pass.constant(x + static_cast<Scalar>(xi) * pass.value(d));
        auto& probe = pass.probe();
        const Node at = exact ? probe.variable(x, pass.value(d)) : probe.variable(pass.value(moved));
        const Node y = f(probe, at);
        if (exact && i == 0) log_p = log_probabilities(pass, loss, probe.value(y));
        if (exact)
            add_divergence_curvature(probe, loss, y);
        else
            add_divergence(probe, "", loss, pass.value(log_p), y, static_cast<double>(x.cols()));
        probe.backward();
        d = unit_columns(pass, probe.gradient(at), pass.value(d));
    }
    return {d, log_p};
}

}  // namespace regula::inline REGULA_ABI
