#pragma once

#include "support/catch.hpp"

#include <regula/theory/claim.hpp>

#include <vector>

/// Tries each claim: it holds, and does not with a formula that is wrong.
inline void try_claims(const std::vector<regula::theory::Claim>& claims) {
    for (const auto& claim : claims) {
        CAPTURE(claim.id, claim.tolerance);
        const auto found = claim.find(0);
        CAPTURE(found.predicted, found.measured, found.deviation);
        CHECK(claim.holds(found));
        const auto control = claim.find(claim.wrong);
        CAPTURE(claim.wrong, control.predicted, control.measured, control.deviation);
        CHECK_FALSE(claim.holds(control));
    }
}
