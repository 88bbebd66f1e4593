#include <regula/theory/claims/label_smoothing.hpp>

#include "support/claims.hpp"

TEST_CASE("smoothed labels have an optimum and hard ones none") {
    try_claims(regula::theory::label_smoothing_claims());
}
