#include <regula/theory/claims/contraction.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: contractive autoencoders") { try_claims(regula::theory::contraction_claims()); }
