#include <regula/theory/claims/weight_decay.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: weight decay, its minimum and its step") {
    try_claims(regula::theory::weight_decay_claims());
}
