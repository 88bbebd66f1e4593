#pragma once

#include <regula/core/check/findings.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The laws of a factor of the learning rate.
void ask_rate_factor(Findings& findings, const auto& policy) {
    const double factor = policy.rate_factor();
    findings.hold(factor >= 0 && std::isfinite(factor), "rate_factor is finite and >= 0");
    findings.hold(policy.rate_factor() == factor, "rate_factor depends on nothing but the coefficients");
}

}  // namespace regula::inline REGULA_ABI::laws
