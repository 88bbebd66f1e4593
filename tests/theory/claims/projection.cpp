#include <regula/theory/claims/projection.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: projections lead to the nearest point") {
    try_claims(regula::theory::projection_claims());
}
