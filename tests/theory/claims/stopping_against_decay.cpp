#include <regula/theory/claims/stopping_against_decay.hpp>

#include "support/claims.hpp"

TEST_CASE("early stopping is near its equivalent weight decay, and how near is known") {
    try_claims(regula::theory::stopping_against_decay_claims());
}
