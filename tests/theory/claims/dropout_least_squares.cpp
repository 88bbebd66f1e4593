#include <regula/theory/claims/dropout_least_squares.hpp>

#include "support/claims.hpp"

TEST_CASE("dropout on the inputs of linear regression is an adaptive ridge") {
    try_claims(regula::theory::dropout_least_squares_claims());
}
