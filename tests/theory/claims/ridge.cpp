#include <regula/theory/claims/ridge.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: ridge, its limit and its gain") { try_claims(regula::theory::ridge_claims()); }
