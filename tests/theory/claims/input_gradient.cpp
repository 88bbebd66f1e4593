#include <regula/theory/claims/input_gradient.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: input gradients and small perturbations") {
    try_claims(regula::theory::input_gradient_claims());
}
