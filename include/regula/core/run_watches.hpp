#pragma once

#include <regula/core/name.hpp>
#include <regula/core/policy_kinds.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The watches of the stopping policies among the policies of a run, in a tuple.
auto start_watches(const auto& policies, const auto& theta, const Record& record) {
    const auto watch = [&]<class P>(const P& policy) {
        if constexpr (Stopping<P>)
            return std::tuple{policy.start(theta, record)};
        else
            return std::tuple{};
    };
    return std::apply([&](const auto&... policy) { return std::tuple_cat(watch(policy)...); }, policies);
}

/// The functions of the observers among the policies of a run, in a tuple.
auto start_observers(const auto& policies, int epochs) {
    const auto watch = [&]<class P>(const P& policy) {
        if constexpr (Observer<P>)
            return std::tuple{watch_of(policy, epochs)};
        else
            return std::tuple{};
    };
    return std::apply([&](const auto&... policy) { return std::tuple_cat(watch(policy)...); }, policies);
}

/// The names of the stopping policies, in the order of their watches.
template <class... Ps>
std::vector<std::string> names_of_stopping(const std::tuple<Ps...>& policies) {
    std::vector<std::string> names;
    for_each_policy<PolicyKinds<Ps...>::stopping>(
        policies, [&](const auto& policy, std::size_t) { names.push_back(policy_name(policy)); });
    return names;
}

}  // namespace regula::inline REGULA_ABI
