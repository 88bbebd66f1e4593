#include <regula/theory/claims/degrees_of_freedom.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: how many parameters regularized fits have") {
    try_claims(regula::theory::degrees_of_freedom_claims());
}
