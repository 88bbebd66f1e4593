#include <regula/theory/claims/proximal.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: proximal steps, and how fast they are") { try_claims(regula::theory::proximal_claims()); }
