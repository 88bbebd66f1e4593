#pragma once

#include <regula/core/random/key.hpp>
#include <regula/core/sum.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// The time of a step. Schedules and random policies may depend on it.
struct StepTime {
    Key key{0};        ///< of this step
    Index step = 0;    ///< updates before this one
    double epoch = 0;  ///< passes over the data so far, with the fraction of this one
    Index first = 0;   ///< the number of the first sample in its minibatch, if this is a part of one
};

/// A policy that changes in time: a function from the time of a step to the policy.
///
///     scheduled([](const StepTime& now) { return Dropout{std::min(0.5, 0.05 * now.epoch)}; })
template <class Function>
requires Policy<std::invoke_result_t<const Function&, const StepTime&>>
struct Scheduled {
    static_assert(!is_sum<std::invoke_result_t<const Function&, const StepTime&>>,
                  "regula: schedule each penalty of a sum by itself, so that each enters in its own way");
    Function function;

    auto at(const StepTime& now) const { return function(now); }
};

/// A policy by any function of the time of a step, see Scheduled.
template <class Function>
constexpr auto scheduled(Function function) {
    return Scheduled<Function>{std::move(function)};
}

/// A policy with one coefficient on a schedule, any function from epochs to a factor.
///
///     scheduled(Dropout{0.5}, &Dropout::drop_probability, [](double epoch) { return 1 - std::exp(-epoch); })
///
/// This example is the curriculum of Morerio et al. (2017), "Curriculum dropout". The policy checks the value
/// in each step and throws std::invalid_argument for a bad one; the first check comes before the run starts.
template <class P, class Owner, class Schedule>
requires std::derived_from<P, Owner>
constexpr auto scheduled(P policy, double Owner::*coefficient, Schedule schedule) {
    if constexpr (requires { schedule.check(); }) schedule.check();
    return scheduled(
        [policy = std::move(policy), coefficient, schedule = std::move(schedule)](const StepTime& now) {
            P scaled = policy;
            scaled.*coefficient *= schedule(now.epoch);
            if constexpr (requires { scaled.check(); }) scaled.check();
            return scaled;
        });
}

/// The same for a penalty's strength:     scheduled(L2{1e-3}, LinearDecay{.epochs = 10, .to = 0})
template <class P, class Schedule>
constexpr auto scheduled(P policy, Schedule schedule) {
    constexpr bool has_strength = requires { policy.strength *= 1.0; };
    static_assert(
        has_strength,
        "regula: scheduled(policy, schedule) scales a field 'strength'; of a policy without one name the "
        "field, as in scheduled(Dropout{0.5}, &Dropout::drop_probability, schedule)");
    if constexpr (has_strength) return scheduled(std::move(policy), &P::strength, std::move(schedule));
}

/// The policy at a time, and its type.
template <class P>
const P& at(const P& policy, const StepTime&) {
    return policy;
}
template <class Function>
auto at(const Scheduled<Function>& policy, const StepTime& now) {
    return policy.at(now);
}
template <class P>
using policy_at = std::remove_cvref_t<decltype(regula::at(std::declval<const P&>(), StepTime{}))>;

}  // namespace regula::inline REGULA_ABI
