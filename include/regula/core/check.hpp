#pragma once

/// The laws of policies: checks for a user's policies and for the library's own.

#include <regula/core/check/affine_gate.hpp>
#include <regula/core/check/ascent.hpp>
#include <regula/core/check/auxiliary.hpp>
#include <regula/core/check/averaging.hpp>
#include <regula/core/check/bench.hpp>
#include <regula/core/check/clipping.hpp>
#include <regula/core/check/constraint.hpp>
#include <regula/core/check/coupling.hpp>
#include <regula/core/check/decay.hpp>
#include <regula/core/check/findings.hpp>
#include <regula/core/check/gate.hpp>
#include <regula/core/check/mixing.hpp>
#include <regula/core/check/noise.hpp>
#include <regula/core/check/penalty.hpp>
#include <regula/core/check/prox.hpp>
#include <regula/core/check/random.hpp>
#include <regula/core/check/rate_factor.hpp>
#include <regula/core/check/stopping.hpp>
#include <regula/core/check/verb.hpp>
#include <regula/core/explain.hpp>
#include <regula/core/name.hpp>

#include <optional>

namespace regula::inline REGULA_ABI {

/// Checks the laws of every kind of a policy, with its verbs in one precision.
template <class Scalar, class P>
void ask_laws(const P& policy, Index rows, Index cols, laws::Findings& findings) {
    const laws::Bench bench{rows, cols, laws::rounding<Scalar>, findings};
    if constexpr (Penalty<P>) laws::ask_penalty<Scalar>(bench, policy);
    if constexpr (ProximalPenalty<P>) laws::ask_prox<Scalar>(bench, policy);
    if constexpr (Decay<P>) laws::ask_decay<Scalar>(bench, policy);
    if constexpr (Constraint<P>) laws::ask_constraint<Scalar>(bench, policy);
    if constexpr (Noise<P>) laws::ask_noise<Scalar>(bench, policy);
    if constexpr (Gate<P>) laws::ask_gate<Scalar>(bench, policy);
    if constexpr (AffineGate<P>) laws::ask_affine_gate<Scalar>(bench, policy);
    if constexpr (Clipping<P>) laws::ask_clipping<Scalar>(bench, policy);
    if constexpr (RateFactor<P>) laws::ask_rate_factor(findings, policy);
    if constexpr (Mixing<P>) laws::ask_mixing<Scalar>(bench, policy);
    if constexpr (AuxiliaryLoss<P>) laws::ask_auxiliary<Scalar>(findings, policy);
    if constexpr (Coupling<P>) laws::ask_coupling<Scalar>(findings, policy, rows, cols);
    if constexpr (Ascent<P>) laws::ask_ascent<Scalar>(bench, policy);
    if constexpr (Averaging<P>) laws::ask_averaging(findings, policy);
    if constexpr (Stopping<P>) laws::ask_stopping<Scalar>(bench, policy);
}

/// The policy whose verbs a run calls. If its coefficients depend on the block, this is the policy for an
/// example block.
decltype(auto) for_a_block(const auto& policy) {
    if constexpr (requires { policy.in(Block{}); })
        return policy.in(Block{.name = "block"});
    else
        return (policy);
}

/// The message of the policy's check() if it refuses the coefficients; otherwise empty.
std::optional<std::string> refusal_of(const auto& policy) {
    try {
        validate(policy);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return std::nullopt;
}

/// The laws of the policy's kinds, each with whether the policy keeps it. The laws are checked at random
/// points, in double and in float, with matrices of rows x cols. docs/adding-a-policy.md lists the laws of
/// each kind. Throws std::invalid_argument if rows or cols is below 2.
template <class P>
std::vector<laws::Law> laws_of(const P& policy, Index rows = 5, Index cols = 3) {
    static_assert(!is_placed<P>, "regula: check(policy) asks the policy alone, without on(place, ...)");
    explain_policy<P>();
    require(rows >= 2 && cols >= 2, "check: rows and cols must be >= 2, got ", rows, " and ", cols);
    laws::Findings findings;
    if (const auto refusal = refusal_of(policy)) {
        findings.hold(false, "check() refuses the coefficients", "; it says: ", *refusal);
    } else {
        decltype(auto) subject = for_a_block(policy);
        ask_laws<double>(subject, rows, cols, findings);
        ask_laws<float>(subject, rows, cols, findings);
    }
    return findings.laws();
}

/// The laws that a policy breaks, one sentence each; none for a correct policy.
///
///     for (const std::string& law : regula::check(Huber{0.1})) std::puts(law.c_str());
template <class P>
std::vector<std::string> check(const P& policy, Index rows = 5, Index cols = 3) {
    return laws::broken(policy_name(policy), laws_of(policy, rows, cols));
}

/// A readable report of every law that was checked:
///
///     Huber keeps 6 of 7 laws
///       kept    value is a finite number
///       BROKEN  add_gradient is the gradient of value, relative error 0.41
template <class P>
std::string check_report(const P& policy, Index rows = 5, Index cols = 3) {
    return laws::report(policy_name(policy), laws_of(policy, rows, cols));
}

}  // namespace regula::inline REGULA_ABI
