#pragma once

#include <regula/core/check/action.hpp>
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

/// The verb of a random policy: a function of a key.
template <class Scalar>
struct RandomVerb {
    Role role;
    std::function<Action<Scalar>(std::uint64_t key)> act;
    std::function<void(Matrix<Scalar>&, std::uint64_t key)> on_matrix;
    std::function<void(Matrix<double>&, std::uint64_t key)> exact;

    /// Of a function (const Block&, auto& m, key).
    static RandomVerb of(Role role, auto verb) {
        return {role,
                [verb](std::uint64_t key) {
                    return Action<Scalar>{[verb, key](const Block& block, auto& m) { verb(block, m, key); }};
                },
                [verb](Matrix<Scalar>& m, std::uint64_t key) { verb(Block{.name = "block"}, m, key); },
                [verb](Matrix<double>& m, std::uint64_t key) { verb(Block{.name = "block"}, m, key); }};
    }

    Matrix<Scalar> operator()(Matrix<Scalar> m, std::uint64_t key) const {
        on_matrix(m, key);
        return m;
    }
};

/// The laws of whatever is random: a function of its key, sample by sample. Returns what key 1 makes of x.
template <class Scalar>
Matrix<Scalar> ask_draws(const Bench<Scalar>& bench, const Matrix<Scalar>& x,
                         const RandomVerb<Scalar>& verb) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    const M first = verb(x, 1), few = x.leftCols(17);
    findings.hold(first == verb(x, 1), "the same key makes the same draws");
    findings.hold(first.allFinite(), "what is drawn is finite");
    findings.same<Scalar>(verb(few, 1), first.leftCols(17),
                          "a sample gets the same draws in a batch of any size");
    Matrix<double> exact = x.template cast<double>();
    verb.exact(exact, 1);
    findings.same<Scalar>(first, exact.template cast<Scalar>(), "float and double get the same draws");
    return verb.role == Role::weight ? bench.acted_on_weights(x, verb.act(1)) : bench.acted(x, verb.act(1));
}

}  // namespace regula::inline REGULA_ABI::laws
