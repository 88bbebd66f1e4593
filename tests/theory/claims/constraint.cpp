#include <regula/theory/claims/constraint.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: limits as penalties, and penalties as limits") {
    try_claims(regula::theory::constraint_claims());
}
