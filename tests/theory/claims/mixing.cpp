#include <regula/theory/claims/mixing.hpp>

#include "support/claims.hpp"

TEST_CASE("mixing does what the theory says") { try_claims(regula::theory::mixing_claims()); }
