#include <regula/penalty/lp.hpp>

#include "support/catch.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of Lp is the minimum of its definition") {
    for (const double p : {0.1, 0.5, 0.7, 0.95})
        for (const double t : {0.0, 1e-3, 0.4, 2.0, 60.0}) {
            const auto phi = [=](long double u) {
                return u == 0 ? 0 : 0.75L * std::pow(std::abs(u), p + 0.0L);
            };
            const double at = (2 - p) / (2 - 2 * p) * std::pow(1.5 * t * (1 - p), 1 / (2 - p));
            test::try_prox(Lp{0.75, p}, phi, {0, 1e-3, 0.3, 0.99 * at, at, 1.01 * at, 2, 40}, {t});
        }
}

TEST_CASE("at its threshold the prox of Lp jumps from zero to where both cost the same") {
    const double p = 0.3, t = 0.7, a = 0.9, jump = std::pow(2 * t * a * (1 - p), 1 / (2 - p));
    const double at = jump + t * a * p * std::pow(jump, p - 1);
    Eigen::RowVector2d w{at * (1 - 1e-12), at * (1 + 1e-12)};
    Lp{a, p}.prox(w, t);
    CHECK(w(0) == 0);
    CHECK(std::abs(w(1) - jump) <= 1e-9);
}

TEST_CASE("Lp with a power that is not between 0 and 1 is refused") {
    CHECK_THROWS_WITH((Lp{-1, 0.5}.check()), "Lp: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((Lp{1, 1}.check()), "Lp: p must be > 0 and < 1, got 1; L1 is p = 1, L2 is p = 2");
    CHECK_THROWS_WITH((Lp{1, 0}.check()), "Lp: p must be > 0 and < 1, got 0; L1 is p = 1, L2 is p = 2");
}
