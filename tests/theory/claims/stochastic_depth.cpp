#include <regula/theory/claims/stochastic_depth.hpp>

#include "support/claims.hpp"

TEST_CASE("the ensemble of the networks of all depths is what theory says") {
    try_claims(regula::theory::stochastic_depth_claims());
}
