#include <regula/theory/claims/network_approximation.hpp>

#include "support/claims.hpp"

TEST_CASE("the quadratic approximation of a network is right to first order") {
    try_claims(regula::theory::network_approximation_claims());
}
