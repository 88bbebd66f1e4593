#include <regula/theory/claims/prior.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: penalties as beliefs") { try_claims(regula::theory::prior_claims()); }
