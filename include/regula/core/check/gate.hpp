#pragma once

#include <regula/core/check/random.hpp>
#include <regula/core/pipeline.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The verb of a gate, and what a run makes of a matrix with it.
template <class Scalar>
struct GateVerbs {
    using M = Matrix<Scalar>;
    RandomVerb<Scalar> gate;
    std::function<void(M& y, M& gain)> disturb;

    template <class P>
    static GateVerbs of(const P& policy) {
        constexpr Role role = role_of(home_of<P>(hidden));
        return {.gate = RandomVerb<Scalar>::of(
                    role,
                    [&policy](const Block&, auto& gain, std::uint64_t key) { policy.gate(gain, Key{key}); }),
                .disturb = [run = pipeline(on(home_of<P>(hidden), policy))](M& y, M& gain) {
                    run.disturb(Slot<role>{Block{.name = "block"}}, y, gain, Moment{});
                }};
    }
};

/// The laws of a gate: it multiplies by gains of mean one.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const GateVerbs<Scalar>& policy) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    const RandomVerb<Scalar>& gate = policy.gate;
    const M ones = M::Ones(bench.rows, 64), x = bench.samples(gate.role),
            first = ask_draws(bench, ones, gate);
    findings.hold(first != gate(ones, 2) || first == ones, "another key makes other draws");
    findings.same<Scalar>(gate(x, 1), x.cwiseProduct(first), "gate multiplies the gains that it finds");
    M y = x, gain;
    policy.disturb(y, gain);
    findings.same<Scalar>(y, x.cwiseProduct(gain.replicate(x.rows() / gain.rows(), 1)),
                          "what is gated is multiplied by the gains");

    constexpr std::uint64_t keys = 1000;  // are independent; the gains of one key may not be
    Vector<double> mean(keys);
    for (std::uint64_t k = 0; k < keys; ++k)
        mean[static_cast<Index>(k)] = static_cast<double>(gate(ones, 100 + k).mean());
    const double error = std::sqrt((mean.array() - mean.mean()).square().mean() / keys);
    findings.hold(error <= 0.02, "the gains of mean 1 vary too much to see it", ", with an error of ", error);
    findings.hold(std::abs(mean.mean() - 1) <= 4 * error + rounding<Scalar>, "the mean of the gains is 1",
                  ", got ", mean.mean(), " +- ", error);
}

}  // namespace regula::inline REGULA_ABI::laws
