#include <regula/theory/claims/sharpness.hpp>

#include "support/claims.hpp"

TEST_CASE("what sharpness adds to a loss is what the theory says") {
    try_claims(regula::theory::sharpness_claims());
}
