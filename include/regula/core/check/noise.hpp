#pragma once

#include <regula/core/check/random.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of noise, perturb(x, key), at its home.
struct NoiseVerbs {
    RandomVerb perturb;
};

/// The laws of noise.
void ask(const auto& bench, const NoiseVerbs& noise) {
    const Matrix<double> x = bench.samples(noise.perturb.role), first = ask_draws(bench, x, noise.perturb);
    bool varies = false;
    for (std::uint64_t key = 2; key < 6; ++key) varies = varies || first != noise.perturb(x, key);
    // Noise that no key changes must be a function of the sample: the same for two equal samples.
    bench.findings.hold(varies || first.col(0) == first.col(1), "another key makes other draws");
}

/// Checks the laws of noise.
template <class Scalar, class P>
void ask_noise(const Bench& bench, const P& policy) {
    const auto perturb = [&](auto& x, auto&, const Given& given) { policy.perturb(x, given.key); };
    const auto exact = of_all<double>(perturb);
    ask(bench, NoiseVerbs{{role_of(home_of<P>(inputs)), of_all<Scalar>(perturb), exact}});
}

}  // namespace regula::inline REGULA_ABI::laws
