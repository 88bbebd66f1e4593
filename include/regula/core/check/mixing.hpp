#pragma once

#include <regula/core/check/action.hpp>
#include <regula/core/pipeline.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of mixing.
template <class Scalar>
struct MixingVerbs {
    std::function<void(Matrix<Scalar>& x, Matrix<Scalar>& t, std::uint64_t key)> mix;

    static MixingVerbs of(const auto& policy) {
        return {[run = pipeline(policy)](Matrix<Scalar>& x, Matrix<Scalar>& t, std::uint64_t key) {
            run.mix(x, t, Moment{.key = Key{key}});
        }};
    }
};

/// The laws of mixing.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const MixingVerbs<Scalar>& policy) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    const auto mixed = [&](M x, M t, std::uint64_t key) { return policy.mix(x, t, key), std::pair{x, t}; };
    const M inputs_before = bench.samples(Role::input), targets_before = bench.samples(Role::target);
    bool varies = false;
    for (const Index size : {64, 7, 2}) {
        const M x = inputs_before.leftCols(size), t = targets_before.leftCols(size);
        const auto [y, u] = mixed(x, t, 1);
        findings.hold(mixed(x, t, 1).first == y && mixed(x, t, 1).second == u, "the same key mixes the same");
        varies = varies || mixed(x, t, 2).first != y;
        findings.same<Scalar>(u.colwise().sum(), t.colwise().sum(), "mixing keeps the sum of each target");
        const auto rest = rounding<Scalar> * (1 + x.cwiseAbs().maxCoeff());
        const auto within = [&](const M& before, const M& after) {
            return (after.rowwise().maxCoeff().array() <= before.rowwise().maxCoeff().array() + rest).all() &&
                   (after.rowwise().minCoeff().array() >= before.rowwise().minCoeff().array() - rest).all();
        };
        findings.hold(within(x, y) && within(t, u), "mixing goes no farther than the samples that there are");
    }
    findings.hold(varies, "another key mixes otherwise");
    const M numbers = inputs_before.topRows(1);  // all inputs of a sample are its only target
    const auto [shares, found] = mixed(numbers.replicate(bench.rows, 1), numbers, 1);
    findings.same<Scalar>(shares.colwise().mean(), found, "targets are mixed in the proportion of inputs");
    const M x = inputs_before.leftCols(1), t = targets_before.leftCols(1);
    findings.hold(mixed(x, t, 1).first == x && mixed(x, t, 1).second == t, "a single sample stays as it is");
    const M alike = x.replicate(1, 6), same = t.replicate(1, 6);
    findings.same<Scalar>(mixed(alike, same, 1).first, alike,
                          "of samples that are alike mixing makes the same");
}

}  // namespace regula::inline REGULA_ABI::laws
