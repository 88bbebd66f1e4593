#pragma once

#include <regula/core/explain.hpp>
#include <regula/core/mode.hpp>
#include <regula/core/scheduled.hpp>

#include <tuple>

namespace regula::inline REGULA_ABI {

/// A policy and where it acts.
template <class Where, class P>
struct Placed {
    Where where;
    P policy;
};

template <class P>
inline constexpr bool is_placed = false;
template <class Where, class P>
inline constexpr bool is_placed<Placed<Where, P>> = true;

/// Puts a policy in a place:     on(weights[0], L1{1e-3}), on(hidden, GaussianNoise{0.1})
template <class Where, class P>
constexpr auto on(Where where, P policy) {
    explain_policy<policy_at<P>>();
    if constexpr (Policy<policy_at<P>>) {
        explain_place<policy_at<P>, Where>();
        return Placed<Where, P>{std::move(where), std::move(policy)};
    }
}

/// Puts a bare policy in its default place: a penalty or a constraint on the weights but not the biases, a
/// gate on the hidden units, noise on the inputs, and a policy with a home at its home. A policy of the run
/// as a whole stays as it is.
template <class P>
constexpr auto placed(P policy) {
    if constexpr (is_placed<P>) {
        return policy;
    } else {
        using Subject = policy_at<P>;
        constexpr bool of_weights = Penalty<Subject> || Constraint<Subject> || Decay<Subject>;
        constexpr bool of_run = Mixing<Subject> || AuxiliaryLoss<Subject> || Coupling<Subject> ||
                                Clipping<Subject> || Ascent<Subject> || Averaging<Subject> ||
                                Stopping<Subject> || Observer<Subject>;
        explain_policy<Subject>();
        static_assert(HasHome<Subject> || !RateFactor<Subject>,
                      "regula: this policy has no default place; say where with on(weights[0], ...)");
        static_assert(
            HasHome<Subject> || of_weights + AnyGate<Subject> + Noise<Subject> + of_run <= 1,
            "regula: this policy is of kinds with different default places; say where with on(place, ...)");
        if constexpr (HasHome<Subject>)
            return on(Subject::home, std::move(policy));
        else if constexpr (of_weights)
            return on(weights, std::move(policy));
        else if constexpr (AnyGate<Subject>)
            return on(hidden, std::move(policy));
        else if constexpr (Noise<Subject>)
            return on(inputs, std::move(policy));
        else
            return policy;
    }
}

/// The policies of a run as a flat list, each in its place. A sum of penalties becomes its parts, so that
/// each part enters in its own way.
template <class P>
auto parts(P policy) {
    return std::tuple{std::move(policy)};
}
template <class Where, class A, class B>
auto parts(Placed<Where, Sum<A, B>> sum) {
    return std::tuple_cat(parts(Placed<Where, A>{sum.where, std::move(sum.policy.a)}),
                          parts(Placed<Where, B>{sum.where, std::move(sum.policy.b)}));
}

}  // namespace regula::inline REGULA_ABI
