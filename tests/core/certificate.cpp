#include <regula/core/certificate.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a certificate that nobody filled in proves nothing") {
    const Certificate none;
    CHECK_FALSE(none.converged);
    CHECK(std::isnan(none.gap));
    CHECK(std::isnan(none.residual));
}

TEST_CASE("of two violations the worse is one that is not a number") {
    const double nan = std::nan("");
    CHECK(worse(1, 2) == 2);
    CHECK(worse(2, 1) == 2);
    CHECK(std::isnan(worse(1, nan)));
    CHECK(std::isnan(worse(nan, 1)));
}
