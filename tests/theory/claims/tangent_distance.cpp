#include <regula/theory/claims/tangent_distance.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: tangent distance") { try_claims(regula::theory::tangent_distance_claims()); }
