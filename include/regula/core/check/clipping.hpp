#pragma once

#include <regula/core/check/bench.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of a clipping: clip(g).
struct ClippingVerbs {
    const Verb& clip;
};

/// The laws of a clipping.
void ask(const auto& bench, const ClippingVerbs& policy) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    for (const double scale : {1e-9, 0.1, 1.0, 10.0, 1e6}) {
        const M g = bench.draw(60, scale), clipped = policy.clip(g);
        findings.hold(clipped.norm() <= (1 + bench.rounding) * g.norm(), "clip lengthens no gradient");
        findings.hold(clipped.cwiseProduct(g).sum() > 0, "clip never turns a gradient back");
        bench.same(policy.clip(clipped), clipped, "clipping twice is clipping once");
        findings.hold(scale > 1e-6 || clipped == g, "clip leaves a short gradient as it is");
    }
    findings.hold(policy.clip(Bench::with_nan(bench.draw(61))).hasNaN(), "clip hides no NaN");
}

/// Checks the laws of a clipping.
template <class Scalar>
void ask_clipping(const Bench& bench, const auto& policy) {
    const auto clip = [&](auto& g, auto&, const Given&) { policy.clip(g); };
    ask(bench, ClippingVerbs{of_matrices<Scalar>(clip)});
}

}  // namespace regula::inline REGULA_ABI::laws
