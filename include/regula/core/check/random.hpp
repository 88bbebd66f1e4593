#pragma once

#include <regula/core/check/bench.hpp>
#include <regula/core/on.hpp>

namespace regula::inline REGULA_ABI::laws {

/// Where noise and gates act: at their home, or in the default place.
template <class P>
constexpr auto home_of(auto otherwise) {
    if constexpr (HasHome<P>)
        return P::home;
    else
        return otherwise;
}
template <class Selector, Role first, Role... more>
constexpr Role role_of(Place<Selector, first, more...>) {
    return first;
}

/// The verb of a random policy: a function of a key, also in double.
struct RandomVerb {
    Role role;
    const Verb &verb, &exact;

    Matrix<double> operator()(const Matrix<double>& m, std::uint64_t key) const {
        return verb(m, {.key = Key{key}});
    }
};

/// The laws of all random policies: draws are a function of the key, sample by sample. Returns the result for
/// x with key 1.
Matrix<double> ask_draws(const auto& bench, const Matrix<double>& x, const RandomVerb& random) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    const M first = random(x, 1), few = x.leftCols(17);
    findings.hold(first == random(x, 1), "the same key makes the same draws");
    findings.hold(first.allFinite(), "what is drawn is finite");
    bench.same(random(few, 1), first.leftCols(17), "a sample gets the same draws in a batch of any size");
    bench.same(first, random.exact(x, {.key = Key{1}}), "float and double get the same draws");
    return random.role == Role::weight ? bench.acted_on_weights(x, random.verb, {.key = Key{1}})
                                       : bench.acted(x, random.verb, {.key = Key{1}});
}

}  // namespace regula::inline REGULA_ABI::laws
