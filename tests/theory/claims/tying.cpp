#include <regula/theory/claims/tying.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: soft tying, hard tying and shared gradients") {
    try_claims(regula::theory::tying_claims());
}
