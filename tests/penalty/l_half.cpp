#include <regula/penalty/l_half.hpp>

#include <regula/penalty/lp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of LHalf is the minimum of its definition") {
    for (const double t : {0.0, 1e-3, 0.4, 2.0, 60.0}) {
        const auto phi = [](long double u) { return u == 0 ? 0 : 0.75L * std::pow(std::abs(u), 0.5L); };
        const double at = 1.5 * std::pow(0.75 * t, 2.0 / 3);
        test::try_prox(LHalf{0.75}, phi, {0, 1e-3, 0.3, 0.99 * at, at, 1.01 * at, 2, 40}, {t});
    }
}

TEST_CASE("LHalf is Lp at its power, but for its closed form") {
    test::compare_verbs(LHalf{0.3}, Lp{.strength = 0.3, .p = 0.5});
    CHECK_THROWS_WITH(LHalf{-1}.check(), "LHalf: strength must be >= 0, got -1");
}
