#include <regula/theory/claims/decoupled_decay.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: decay around the optimizer") { try_claims(regula::theory::decoupled_decay_claims()); }
