#include <regula/theory/claims/dropout_penalty.hpp>

#include "support/claims.hpp"

TEST_CASE("dropout is a penalty beyond linear regression too") {
    try_claims(regula::theory::dropout_penalty_claims());
}
