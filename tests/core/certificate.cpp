#include <regula/core/certificate.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a certificate that nobody filled in proves nothing") {
    const Certificate none;
    CHECK_FALSE(none.converged);
    CHECK(std::isnan(none.gap));
    CHECK(std::isnan(none.residual));
}
