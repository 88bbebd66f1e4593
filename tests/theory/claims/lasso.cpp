#include <regula/theory/claims/lasso.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: L1, its zeros and its conditions") { try_claims(regula::theory::lasso_claims()); }
