#include <regula/theory/claims/early_stopping.hpp>

#include "support/claims.hpp"

TEST_CASE("early stopping goes where the theory says") {
    try_claims(regula::theory::early_stopping_claims());
}
