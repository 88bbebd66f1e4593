#include <regula/core/certificate.hpp>

#include "support/catch.hpp"

TEST_CASE("a certificate promises nothing before a solver has filled it") {
    const regula::Certificate fresh;
    CHECK_FALSE(fresh.converged);
    CHECK((std::isnan(fresh.gap) && std::isnan(fresh.residual)));
}
