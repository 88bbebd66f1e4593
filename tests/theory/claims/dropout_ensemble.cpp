#include <regula/theory/claims/dropout_ensemble.hpp>

#include "support/claims.hpp"

TEST_CASE("the ensemble of all masked networks is what theory says") {
    try_claims(regula::theory::dropout_ensemble_claims());
}
