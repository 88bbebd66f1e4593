#include <regula/theory/claims/noise_to_second_order.hpp>

#include "support/claims.hpp"

TEST_CASE("little noise on the inputs penalises slope and curvature") {
    try_claims(regula::theory::noise_to_second_order_claims());
}
