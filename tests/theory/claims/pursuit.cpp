#include <regula/theory/claims/pursuit.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: pursuits and sparse codes") { try_claims(regula::theory::pursuit_claims()); }
