#pragma once

#include <regula/core/mode.hpp>
#include <regula/core/platform.hpp>

#include <string>
#include <string_view>

namespace regula::inline REGULA_ABI {

/// The name of a type as its author wrote it, without namespaces and template arguments: "L1", "Huber".
template <class T>
constexpr std::string_view type_name() {
    std::string_view text = type_in(signature<T>());
    text = text.substr(0, text.find('<'));
    const auto colon = text.rfind(':');
    return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

/// The name of a policy in reports: the name of its type. subgradient(...) and the other modes have the name
/// of the penalty inside, a sum has the names of its parts, "L1 + L2".
template <class P>
std::string policy_name(const P&) {
    if constexpr (requires { typename P::Inner; })
        return std::string{type_name<typename P::Inner>()};
    else
        return std::string{type_name<P>()};
}
template <class A, class B>
std::string policy_name(const Sum<A, B>& sum) {
    return policy_name(sum.a) + " + " + policy_name(sum.b);
}
template <class A, class B>
std::string policy_name(const Subgradient<Sum<A, B>>& sum) {
    return policy_name(sum.penalty);
}

}  // namespace regula::inline REGULA_ABI
