#include <regula/penalty/l_two_thirds.hpp>

#include <regula/penalty/lp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of LTwoThirds is the minimum of its definition") {
    for (const double t : {0.0, 1e-3, 0.4, 2.0, 60.0}) {
        const auto phi = [](long double u) { return u == 0 ? 0 : 0.75L * std::pow(std::abs(u), 2.0L / 3); };
        const double at = 2 * std::pow(0.5 * t, 0.75);
        test::try_prox(LTwoThirds{0.75}, phi, {0, 1e-3, 0.3, 0.99 * at, at, 1.01 * at, 2, 40}, {t});
    }
}

TEST_CASE("LTwoThirds is Lp at its power, but for its closed form") {
    test::compare_verbs(LTwoThirds{0.3}, Lp{.strength = 0.3, .p = 2.0 / 3});
    CHECK_THROWS_WITH(LTwoThirds{-1}.check(), "LTwoThirds: strength must be >= 0, got -1");
}
