#include <regula/theory/claims/adversary.hpp>

#include "support/claims.hpp"

TEST_CASE("what an adversary does to a linear model has closed forms") {
    try_claims(regula::theory::adversary_claims());
}
