#pragma once

#include <regula/theory/claims.hpp>

#include <vector>

#include "support/catch.hpp"

/// Checks that each claim holds, and that it does not hold with a wrong formula.
inline void try_claims(const std::vector<regula::theory::Claim>& claims) {
    CHECK(!claims.empty());
    for (const regula::theory::Claim& claim : claims) {
        const regula::theory::Finding right = claim.find(0), wrong = claim.find(claim.wrong);
        CAPTURE(claim.id, claim.tolerance, right.predicted, right.measured, right.deviation);
        CAPTURE(wrong.predicted, wrong.measured, wrong.deviation);
        CHECK(claim.holds(right));
        CHECK_FALSE(claim.holds(wrong));
    }
}
