#pragma once

#include <regula/core/check/bench.hpp>
#include <regula/core/numeric/central_differences.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The verbs of a penalty: value(w), also in double, and add_gradient(w, g), which changes g.
struct PenaltyVerbs {
    const Verb &value, &exact_value, &add_gradient;
};

/// The laws of a penalty: its value is a finite number, and add_gradient adds the gradient of the value.
void ask(const auto& bench, const PenaltyVerbs& penalty) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    for (std::uint64_t point = 0; point < 3; ++point) {
        const M w = bench.draw(point, 1.3), held = bench.draw(point + 10);
        const double here = penalty.value.measure(w), expected = penalty.exact_value.measure(w);
        findings.hold(std::isfinite(here), "value is a finite number");
        findings.hold(std::abs(here - expected) <= bench.rounding * std::max(1.0, std::abs(expected)),
                      "value is the same in float and double", ", got ", here, " and ", expected);
        const auto added = [&](const M& g) { return bench.acted_on_weights(g, penalty.add_gradient, {}, w); };
        const M g = added(M::Zero(bench.rows, bench.cols));
        findings.same(g, central_differences(w, [&](const M& at) { return penalty.exact_value.measure(at); }),
                      "add_gradient is the gradient of value", std::max(1e-6, bench.rounding));
        bench.same(added(held) - held, g, "add_gradient adds to what the gradient holds");
    }
}

/// Checks the laws of a penalty.
template <class Scalar>
void ask_penalty(const Bench& bench, const auto& policy) {
    const auto value = [&](const auto& w, auto&, const Given&) { return policy.value(w); };
    const auto add_gradient = [&](auto& g, const auto& w, const Given&) { policy.add_gradient(w, g); };
    ask(bench, PenaltyVerbs{.value = of_matrices<Scalar>(value),
                            .exact_value = of_matrices<double>(value),
                            .add_gradient = of_all<Scalar>(add_gradient)});
}

}  // namespace regula::inline REGULA_ABI::laws
