#pragma once

#include <regula/core/check/bench.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The verbs of a penalty: value(w), in double too, and add_gradient(w, g), which changes g.
struct PenaltyVerbs {
    const Verb &value, &exact_value, &add_gradient;
};

/// The gradient of a function by central differences.
Matrix<double> slope(const auto& value, Matrix<double> w) {
    Matrix<double> g = w;
    for (Index i = 0; i < w.size(); ++i) {
        const double at = w(i), h = 1e-5;
        w(i) = at + h;
        g(i) = value.measure(w);
        w(i) = at - h;
        g(i) = (g(i) - value.measure(w)) / (2 * h);
        w(i) = at;
    }
    return g;
}

/// The laws of a penalty: its value is a number, and its gradient that of the value, and added.
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
        findings.same(g, slope(penalty.exact_value, w), "add_gradient is the gradient of value",
                      std::max(1e-6, bench.rounding));
        bench.same(added(held) - held, g, "add_gradient adds to what the gradient holds");
    }
}

/// Asks the laws of a penalty of a policy.
template <class Scalar>
void ask_penalty(const Bench& bench, const auto& policy) {
    const auto value = [&](const auto& w, auto&, const Given&) { return policy.value(w); };
    const auto add_gradient = [&](auto& g, const auto& w, const Given&) { policy.add_gradient(w, g); };
    ask(bench, PenaltyVerbs{.value = of_matrices<Scalar>(value),
                            .exact_value = of_matrices<double>(value),
                            .add_gradient = of_all<Scalar>(add_gradient)});
}

}  // namespace regula::inline REGULA_ABI::laws
