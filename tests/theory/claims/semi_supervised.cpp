#include <regula/theory/claims/semi_supervised.hpp>

#include "support/claims.hpp"

TEST_CASE("pseudo-labels and entropy push a logit in the same direction") {
    try_claims(regula::theory::semi_supervised_claims());
}
