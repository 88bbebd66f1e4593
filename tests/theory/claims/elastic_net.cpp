#include <regula/theory/claims/elastic_net.hpp>

#include "support/claims.hpp"

TEST_CASE("claims: the elastic net, a lasso that keeps groups") {
    try_claims(regula::theory::elastic_net_claims());
}
