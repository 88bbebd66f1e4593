#pragma once

#include <regula/core/name.hpp>
#include <regula/core/policy_kinds.hpp>

#include <string>
#include <tuple>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Calls act(watch, name) with a new watch of each stopping policy of a run and the name of the policy.
/// Policies that are switched off have none.
template <class... Ps>
void start_watches(const std::tuple<Ps...>& policies, const auto& theta, const Record& record, auto&& act) {
    for_each_policy<PolicyKinds<Ps...>::stopping>(policies, [&](const auto& policy, std::size_t) {
        auto found = policy.start(theta, record);
        if_on(found, [&](auto& watch) { act(std::move(watch), policy_name(policy)); });
    });
}

/// Calls act(function) with the new function of each observer of a run.
template <class... Ps>
void start_observers(const std::tuple<Ps...>& policies, int epochs, auto&& act) {
    for_each_policy<PolicyKinds<Ps...>::observer>(policies, [&](const auto& policy, std::size_t) {
        auto found = watch_of(policy, epochs);
        if_on(found, [&](auto& function) { act(std::move(function)); });
    });
}

}  // namespace regula::inline REGULA_ABI
