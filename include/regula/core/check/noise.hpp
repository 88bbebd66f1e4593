#pragma once

#include <regula/core/check/random.hpp>
#include <regula/core/pipeline.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of noise, at its home.
template <class Scalar>
struct NoiseVerbs {
    RandomVerb<Scalar> perturb;

    template <class P>
    static NoiseVerbs of(const P& policy) {
        constexpr Role role = role_of(home_of<P>(inputs));
        const auto run = pipeline(on(home_of<P>(inputs), policy));
        return {RandomVerb<Scalar>::of(role, [run](const Block& block, auto& m, std::uint64_t key) {
            std::remove_cvref_t<decltype(m.eval())> gain;
            run.disturb(Slot<role>{block}, m, gain, Moment{.key = Key{key}});
        })};
    }
};

/// The laws of noise.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const NoiseVerbs<Scalar>& noise) {
    const Matrix<Scalar> x = bench.samples(noise.perturb.role), first = ask_draws(bench, x, noise.perturb);
    bool varies = false;
    for (std::uint64_t key = 2; key < 6; ++key) varies = varies || first != noise.perturb(x, key);
    // What no key changes must be a function of the sample: of two that are alike the same.
    bench.findings.hold(varies || first.col(0) == first.col(1), "another key makes other draws");
}

}  // namespace regula::inline REGULA_ABI::laws
