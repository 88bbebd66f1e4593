#include <regula/theory/claims/ensemble.hpp>

#include "support/claims.hpp"

TEST_CASE("ensembles gain what their members disagree by") { try_claims(regula::theory::ensemble_claims()); }
