#pragma once

#include <regula/core/check/action.hpp>
#include <regula/core/pipeline.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// What a penalty charges for a matrix, as a run asks for it.
double charge(const auto& penalty, const auto& w) {
    std::array<double, 1> values{};
    const Block block{.name = "block"};
    pipeline(on(weights, subgradient(penalty))).add_values(Slot<Role::weight>{block}, w, Moment{}, values);
    return values[0];
}

/// The verbs of a penalty.
template <class Scalar>
struct PenaltyVerbs {
    using M = Matrix<Scalar>;
    std::function<double(const M&)> value;
    std::function<double(const Matrix<double>&)> exact_value;
    std::function<Action<Scalar>(const M& w)> add_gradient;

    static PenaltyVerbs of(const auto& policy) {
        return {
            .value = [&policy](const M& w) { return charge(policy, w); },
            .exact_value = [&policy](const Matrix<double>& w) { return charge(policy, w); },
            .add_gradient =
                [run = pipeline(on(weights, subgradient(policy)))](const M& w) {
                    return Action<Scalar>{[run, w](const Block& block, auto& g) {
                        in_its_role(block, g,
                                    [&](auto slot, auto& m) { run.add_gradient(slot, w, m, Moment{}); });
                    }};
                },
        };
    }
};

/// The gradient of a function by central differences.
inline Matrix<double> slope(const std::function<double(const Matrix<double>&)>& value, Matrix<double> w) {
    Matrix<double> g = w;
    for (Index i = 0; i < w.size(); ++i) {
        const double at = w(i), h = 1e-5;
        w(i) = at + h;
        g(i) = value(w);
        w(i) = at - h;
        g(i) = (g(i) - value(w)) / (2 * h);
        w(i) = at;
    }
    return g;
}

/// The laws of a penalty: its value is a number, and its gradient that of the value, and added.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const PenaltyVerbs<Scalar>& penalty) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    for (std::uint64_t point = 0; point < 3; ++point) {
        const M w = bench.draw(point, 1.3), held = bench.draw(point + 10);
        const Matrix<double> exact = w.template cast<double>();
        const double here = penalty.value(w), expected = penalty.exact_value(exact);
        findings.hold(std::isfinite(here), "value is a finite number");
        findings.hold(std::abs(here - expected) <= rounding<Scalar> * std::max(1.0, std::abs(expected)),
                      "value is the same in float and double", ", got ", here, " and ", expected);
        const Action<Scalar> add = penalty.add_gradient(w);
        const M g = bench.acted_on_weights(M::Zero(bench.rows, bench.cols), add);
        findings.same<Scalar>(g, slope(penalty.exact_value, exact).template cast<Scalar>(),
                              "add_gradient is the gradient of value", std::max(1e-6, rounding<Scalar>));
        findings.same<Scalar>(bench.acted_on_weights(held, add) - held, g,
                              "add_gradient adds to what the gradient holds");
    }
}

}  // namespace regula::inline REGULA_ABI::laws
