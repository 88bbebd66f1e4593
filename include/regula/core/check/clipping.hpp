#pragma once

#include <regula/core/check/action.hpp>
#include <regula/core/pipeline.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of a clipping.
template <class Scalar>
struct ClippingVerbs {
    std::function<void(Matrix<Scalar>&)> clip;

    static ClippingVerbs of(const auto& policy) {
        return {[run = pipeline(policy)](Matrix<Scalar>& g) { run.clip(g, Moment{}); }};
    }
};

/// The laws of a clipping.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const ClippingVerbs<Scalar>& policy) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    const auto clip = [&](M g) { return policy.clip(g), g; };
    for (const double scale : {1e-9, 0.1, 1.0, 10.0, 1e6}) {
        const M g = bench.draw(60, scale), clipped = clip(g);
        findings.hold(clipped.norm() <= (1 + rounding<Scalar>)*g.norm(), "clip lengthens no gradient");
        findings.hold(clipped.cwiseProduct(g).sum() > 0, "clip never turns a gradient back");
        findings.same<Scalar>(clip(clipped), clipped, "clipping twice is clipping once");
        findings.hold(scale > 1e-6 || clipped == g, "clip leaves a short gradient as it is");
    }
    findings.hold(clip(Bench<Scalar>::with_nan(bench.draw(61))).hasNaN(), "clip hides no NaN");
}

}  // namespace regula::inline REGULA_ABI::laws
