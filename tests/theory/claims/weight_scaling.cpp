#include <regula/theory/claims/weight_scaling.hpp>

#include "support/claims.hpp"

TEST_CASE("weight scaling is exact where theory says, and only there") {
    try_claims(regula::theory::weight_scaling_claims());
}
