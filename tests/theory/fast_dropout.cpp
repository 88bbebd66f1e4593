#include <regula/theory/fast_dropout.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the mean of a probit unit over a normal input obeys its laws") {
    for (const double mean : {-1.5, 0.3, 2.0}) {
        CHECK(theory::expected_probit(mean, 0) == normal_distribution(mean));
        for (const double s : {0.4, 1.7}) {
            CHECK(std::abs(theory::expected_probit(mean, s) + theory::expected_probit(-mean, s) - 1) < 1e-15);
            // d/dm E Phi = E phi, the density of N(0, 1 + s^2) at m
            const double h = 1e-5, wide = std::sqrt(1 + s * s);
            CHECK(std::abs((theory::expected_probit(mean + h, s) - theory::expected_probit(mean - h, s)) /
                               (2 * h) -
                           normal_density(mean / wide) / wide) < 1e-9);
        }
    }
}
