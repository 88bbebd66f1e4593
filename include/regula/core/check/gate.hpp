#pragma once

#include <regula/core/check/random.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The verb of a gate, gate(gain, key), at its home.
struct GateVerbs {
    RandomVerb gate;
};

/// The laws of a gate: it multiplies by gains of mean one.
void ask(const auto& bench, const GateVerbs& policy) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    const RandomVerb& gate = policy.gate;
    const M ones = M::Ones(bench.rows, 64), x = bench.samples(gate.role),
            first = ask_draws(bench, ones, gate);
    findings.hold(first != gate(ones, 2) || first == ones, "another key makes other draws");
    bench.same(gate(x, 1), x.cwiseProduct(first), "gate multiplies the gains that it finds");

    constexpr std::uint64_t keys = 1000;  // independent; the gains of one key may not be
    Vector<double> mean(keys);
    for (std::uint64_t k = 0; k < keys; ++k) mean[static_cast<Index>(k)] = gate(ones, 100 + k).mean();
    const double error = std::sqrt((mean.array() - mean.mean()).square().mean() / keys);
    findings.hold(error <= 0.02, "the gains of mean 1 vary too much to see it", ", with an error of ", error);
    findings.hold(std::abs(mean.mean() - 1) <= 4 * error + bench.rounding, "the mean of the gains is 1",
                  ", got ", mean.mean(), " +- ", error);
}

/// Checks the laws of a gate.
template <class Scalar, class P>
void ask_gate(const Bench& bench, const P& policy) {
    const auto gate = [&](auto& gain, auto&, const Given& given) { policy.gate(gain, given.key); };
    const auto exact = of_all<double>(gate);
    ask(bench, GateVerbs{{role_of(home_of<P>(hidden)), of_all<Scalar>(gate), exact}});
}

}  // namespace regula::inline REGULA_ABI::laws
