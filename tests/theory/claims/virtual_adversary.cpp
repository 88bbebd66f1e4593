#include <regula/theory/claims/virtual_adversary.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: virtual adversaries") { try_claims(regula::theory::virtual_adversary_claims()); }
