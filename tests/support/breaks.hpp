#pragma once

#include "support/catch.hpp"

#include <regula/core/check.hpp>

/// Whether a policy breaks a law. A failed check shows all laws that it breaks.
template <class P>
bool breaks(const P& policy, const std::string& law) {
    using namespace regula;
    const auto broken = check(policy);
    UNSCOPED_INFO(policy_name(policy) << " should break: " << law);
    for (const auto& sentence : broken) UNSCOPED_INFO("broken is " << sentence);
    const std::string expected = policy_name(policy) + ": " + law;
    return std::any_of(broken.begin(), broken.end(), [&](const auto& b) { return b.starts_with(expected); });
}
