#include <regula/theory/claims/denoising.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: denoising and scores") { try_claims(regula::theory::denoising_claims()); }
