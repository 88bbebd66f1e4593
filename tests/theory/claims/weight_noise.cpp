#include <regula/theory/claims/weight_noise.hpp>

#include "support/claims.hpp"

TEST_CASE("noise on the weights seeks flat places, and leaves linear regression alone") {
    try_claims(regula::theory::weight_noise_claims());
}
