#include <regula/theory/claims/fast_dropout.hpp>

#include "support/claims.hpp"

TEST_CASE("the moments of dropout and the integrals over them have closed forms") {
    try_claims(regula::theory::fast_dropout_claims());
}
