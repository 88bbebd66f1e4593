#include <regula/theory/claims/averaging.hpp>

#include "support/claims.hpp"

TEST_CASE("averages wander as little as the theory says") { try_claims(regula::theory::averaging_claims()); }
