#pragma once

#include <regula/core/check/random.hpp>
#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The verb of an affine gate, gate(x, gain, key), which also changes the gains; and the verb gate(gain, key)
/// of a gate that has both.
struct AffineGateVerbs {
    RandomVerb gate;
    const Verb* gains_alone = nullptr;
};

/// The law that units of mean 0 and variance 1 keep both. Key k turns zeros into s and gives gains g:
///     the mean of s is 0,    that of s^2 + g^2 is 1.
void ask_moments(const auto& bench, const auto& gated) {
    using M = Matrix<double>;
    constexpr std::uint64_t keys = 1000;  // independent; the draws of one key may not be
    M moments(keys, 2);
    for (std::uint64_t k = 0; k < keys; ++k) {
        const auto [s, g] = gated(M::Zero(bench.rows, 64), M::Ones(bench.rows, 64), 100 + k);
        moments.row(static_cast<Index>(k)) << s.mean(), s.cwiseAbs2().mean() + g.cwiseAbs2().mean();
    }
    const auto keeps = [&](Index column, double expected, std::string_view law) {
        const double mean = moments.col(column).mean();
        const double error =
            std::sqrt((moments.col(column).array() - mean).square().mean() / static_cast<double>(keys));
        bench.findings.hold(std::abs(mean - expected) <= 4 * error + bench.rounding, law, ", got ", mean,
                            " +- ", error);
    };
    keeps(0, 0, "a mean of 0 is kept");
    keeps(1, 1, "a variance of 1 is kept");
}

/// The laws of an affine gate:     y = gains o x + shifts
void ask(const auto& bench, const AffineGateVerbs& policy) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    const auto gated = [&](M units, M gain, std::uint64_t key) {
        policy.gate.verb.act(units, gain, {.key = Key{key}});
        return std::pair{units, gain};
    };
    const M x = bench.samples(policy.gate.role), ones = M::Ones(bench.rows, 64),
            drawn = ask_draws(bench, x, policy.gate);
    const auto [shift, gain] = gated(M::Zero(bench.rows, 64), ones, 1);
    findings.hold(gated(x, ones, 2).first != drawn || drawn == x, "another key makes other draws");
    bench.same(drawn, x.cwiseProduct(gain) + shift,
               "what is gated is the gains times it, plus shifts that do not depend on it");
    bench.same(gated(ones, x, 1).second, x.cwiseProduct(gain), "gate multiplies the gains that it finds");
    if (policy.gains_alone) {
        bench.same((*policy.gains_alone)(ones), gain, "both verbs of a gate draw the same");
        findings.hold((shift.array() == 0).all(), "a gate that is known by its gains alone does not shift");
    } else {
        ask_moments(bench, gated);
    }
}

/// Checks the laws of an affine gate. A law that does not use the gains passes an empty matrix; the gains
/// then start as a copy of the matrix x.
template <class Scalar, class P>
void ask_affine_gate(const Bench& bench, const P& policy) {
    const auto gate = [&](auto& x, auto& gain, const Given& given) {
        if (gain.size() == 0) gain = x;
        policy.gate(x, gain, given.key);
    };
    const auto gains_alone = of_matrices<Scalar>([&](auto& gain, auto&, const Given& given) {
        if constexpr (Gate<P>) policy.gate(gain, given.key);
    });
    const auto exact = of_all<double>(gate);
    ask(bench, AffineGateVerbs{.gate = {role_of(home_of<P>(hidden)), of_all<Scalar>(gate), exact},
                               .gains_alone = Gate<P> ? &gains_alone : nullptr});
}

}  // namespace regula::inline REGULA_ABI::laws
