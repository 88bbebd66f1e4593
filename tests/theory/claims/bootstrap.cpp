#include <regula/theory/claims/bootstrap.hpp>

#include "support/claims.hpp"

TEST_CASE("a bootstrap sample holds the share of the data that is said") {
    try_claims(regula::theory::bootstrap_claims());
}
