#pragma once

#include <regula/core/check/findings.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The laws of an auxiliary loss, checked on a small network. They are in auxiliary/laws.hpp.
template <class Scalar, class P>
struct AuxiliaryLaws;

template <class Scalar, class P>
void ask_auxiliary(Findings& findings, const P& policy) {
    constexpr bool known = requires { sizeof(AuxiliaryLaws<Scalar, P>); };
    static_assert(known, "regula: to check an auxiliary loss include <regula/auxiliary/laws.hpp>, too");
    if constexpr (known) AuxiliaryLaws<Scalar, P>::ask(findings, policy);
}

}  // namespace regula::inline REGULA_ABI::laws
