#pragma once

#include <regula/core/check/action.hpp>
#include <regula/core/pipeline.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of an ascent.
template <class Scalar>
struct AscentVerbs {
    std::function<bool(Vector<Scalar>& w, const Vector<Scalar>& g)> ascend;

    static AscentVerbs of(const auto& policy) {
        return {[run = pipeline(policy)](Vector<Scalar>& w, const Vector<Scalar>& g) {
            return run.ascend(w, g, Moment{});
        }};
    }
};

/// The laws of an ascent.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const AscentVerbs<Scalar>& policy) {
    Findings& findings = bench.findings;
    const Vector<Scalar> w = bench.draw(80).reshaped(), zero = Vector<Scalar>::Zero(w.size());
    const auto from_w = [&](const Vector<Scalar>& g) {
        Vector<Scalar> moved = w;
        const bool says = policy.ascend(moved, g);
        findings.hold(says || moved == w, "where ascend says that it did not move, it did not");
        return moved;
    };
    findings.hold(from_w(zero) == w, "without a gradient ascend stays");
    for (const double scale : {1e-6, 1.0, 1e6}) {
        const Vector<Scalar> g = bench.draw(81, scale).reshaped(), moved = from_w(g);
        findings.hold((moved - w).dot(g) >= 0, "ascend does not go down the gradient");
        findings.hold(from_w(g) == moved, "ascend goes to the same place each time");
    }
}

}  // namespace regula::inline REGULA_ABI::laws
