#include <regula/theory/claims/multitask.hpp>

#include "support/claims.hpp"

TEST_CASE("several tasks train as the theory says") { try_claims(regula::theory::multitask_claims()); }
