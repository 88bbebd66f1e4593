#pragma once

#include <regula/core/check/random.hpp>
#include <regula/core/policy.hpp>

#include <cmath>
#include <optional>

namespace regula::inline REGULA_ABI::laws {

/// The verb of a gate that acts on the matrix itself, and the other verb of one that has both.
template <class Scalar>
struct AffineGateVerbs {
    using M = Matrix<Scalar>;
    RandomVerb<Scalar> on_units;
    std::function<void(M& x, M& gain, std::uint64_t key)> gate;
    std::optional<RandomVerb<Scalar>> gains_alone;

    template <class P>
    static AffineGateVerbs of(const P& policy) {
        constexpr Role role = role_of(home_of<P>(hidden));
        AffineGateVerbs verbs{
            .on_units = RandomVerb<Scalar>::of(role,
                                               [&policy](const Block&, auto& x, std::uint64_t key) {
                                                   auto gain = x.eval();
                                                   policy.gate(x, gain, Key{key});
                                               }),
            .gate = [&policy](M& x, M& gain, std::uint64_t key) { policy.gate(x, gain, Key{key}); },
            .gains_alone = {}};
        if constexpr (Gate<P>)
            verbs.gains_alone = RandomVerb<Scalar>::of(
                role,
                [&policy](const Block&, auto& gain, std::uint64_t key) { policy.gate(gain, Key{key}); });
        return verbs;
    }
};

/// The laws of a gate that acts on the matrix itself:     y = gains o x + shifts
template <class Scalar>
void ask(const Bench<Scalar>& bench, const AffineGateVerbs<Scalar>& policy) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    const M x = bench.samples(policy.on_units.role), ones = M::Ones(bench.rows, 64),
            drawn = ask_draws(bench, x, policy.on_units);
    const auto gated = [&](M units, M gain, std::uint64_t key) {
        policy.gate(units, gain, key);
        return std::pair{units, gain};
    };
    const auto [shift, gain] = gated(M::Zero(bench.rows, 64), ones, 1);
    findings.hold(gated(x, ones, 2).first != drawn || drawn == x, "another key makes other draws");
    findings.same<Scalar>(drawn, x.cwiseProduct(gain) + shift,
                          "what is gated is the gains times it, plus shifts that do not depend on it");
    findings.same<Scalar>(gated(ones, x, 1).second, x.cwiseProduct(gain),
                          "gate multiplies the gains that it finds");
    if (policy.gains_alone) {
        findings.same<Scalar>((*policy.gains_alone)(ones, 1), gain, "both verbs of a gate draw the same");
        findings.hold((shift.array() == 0).all(), "a gate that is known by its gains alone does not shift");
        return;
    }
    constexpr std::uint64_t keys = 1000;  // are independent; the draws of one key may not be
    Matrix<double> moments(keys, 2);      // of what becomes of units of mean 0 and variance 1
    for (std::uint64_t k = 0; k < keys; ++k) {
        const auto [s, g] = gated(M::Zero(bench.rows, 64), ones, 100 + k);
        moments.row(static_cast<Index>(k)) << static_cast<double>(s.mean()),
            static_cast<double>(s.cwiseAbs2().mean() + g.cwiseAbs2().mean());
    }
    const auto keeps = [&](Index column, double expected, std::string_view law) {
        const double mean = moments.col(column).mean();
        const double error =
            std::sqrt((moments.col(column).array() - mean).square().mean() / static_cast<double>(keys));
        findings.hold(std::abs(mean - expected) <= 4 * error + rounding<Scalar>, law, ", got ", mean, " +- ",
                      error);
    };
    keeps(0, 0, "a mean of 0 is kept");
    keeps(1, 1, "a variance of 1 is kept");
}

}  // namespace regula::inline REGULA_ABI::laws
