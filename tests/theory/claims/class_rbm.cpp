#include <regula/theory/claims/class_rbm.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: the posterior of a classification RBM") { try_claims(regula::theory::class_rbm_claims()); }
