#include <regula/theory/claims/input_noise.hpp>

#include "support/claims.hpp"

TEST_CASE("noise on the inputs of a linear model is weight decay") {
    try_claims(regula::theory::input_noise_claims());
}
