#include <regula/theory/claims/convolution.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: convolution is sharing over positions") {
    try_claims(regula::theory::convolution_claims());
}
