#pragma once

#include <regula/core/check/bench.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of mixing, mix(x, t, key).
struct MixingVerbs {
    const Verb& mix;
};

/// Whether each row of a matrix stays within its range over the original samples.
bool within(const auto& bench, const Matrix<double>& before, const Matrix<double>& after) {
    const double rest = bench.rounding * (1 + before.cwiseAbs().maxCoeff());
    return (after.rowwise().maxCoeff().array() <= before.rowwise().maxCoeff().array() + rest).all() &&
           (after.rowwise().minCoeff().array() >= before.rowwise().minCoeff().array() - rest).all();
}

/// The laws of mixing.
void ask(const auto& bench, const MixingVerbs& policy) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    const auto mixed = [&](M x, M t, std::uint64_t key) {
        policy.mix.act(x, t, {.key = Key{key}});
        return std::pair{x, t};
    };
    const M inputs_before = bench.samples(Role::input), targets_before = bench.samples(Role::target);
    bool varies = false;
    for (const Index size : {64, 7, 2}) {
        const M x = inputs_before.leftCols(size), t = targets_before.leftCols(size);
        const auto [y, u] = mixed(x, t, 1);
        findings.hold(mixed(x, t, 1) == std::pair{y, u}, "the same key mixes the same");
        varies = varies || mixed(x, t, 2).first != y;
        bench.same(u.colwise().sum(), t.colwise().sum(), "mixing keeps the sum of each target");
        findings.hold(within(bench, x, y) && within(bench, t, u),
                      "mixing goes no farther than the samples that there are");
    }
    findings.hold(varies, "another key mixes otherwise");
    const M numbers = inputs_before.topRows(1);  // each input of a sample equals its only target
    const auto [shares, found] = mixed(numbers.replicate(bench.rows, 1), numbers, 1);
    bench.same(shares.colwise().mean(), found, "targets are mixed in the proportion of inputs");
    const M x = inputs_before.leftCols(1), t = targets_before.leftCols(1);
    findings.hold(mixed(x, t, 1) == std::pair{x, t}, "a single sample stays as it is");
    const M alike = x.replicate(1, 6), same = t.replicate(1, 6);
    bench.same(mixed(alike, same, 1).first, alike, "of samples that are alike mixing makes the same");
}

/// Checks the laws of mixing.
template <class Scalar>
void ask_mixing(const Bench& bench, const auto& policy) {
    const auto mix = [&](auto& x, auto& t, const Given& given) { policy.mix(x, t, given.key); };
    ask(bench, MixingVerbs{of_matrices<Scalar>(mix)});
}

}  // namespace regula::inline REGULA_ABI::laws
