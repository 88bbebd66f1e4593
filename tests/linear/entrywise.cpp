#include <regula/linear/entrywise.hpp>
#include <regula/penalty/elastic_net.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("an entry of a penalty is the penalty of one weight times the factor of its feature") {
    const ElasticNet penalty{.strength = 0.4, .l1_ratio = 0.3};
    const Vector<double> factors{{0, 2.5}}, none;
    const auto entry = Entrywise{penalty, factors}(1, 3);
    const double l1 = 2.5 * 0.4 * 0.3, l2 = 2.5 * 0.4 * 0.7;
    for (const double w : {-1.3, 0.02, 0.7}) {
        CHECK(std::abs(entry.value(w) - (l1 * std::abs(w) + l2 / 2 * w * w)) < 1e-14);
        CHECK(std::abs(entry.slope(w) - (std::copysign(l1, w) + l2 * w)) < 1e-14);
        CHECK(std::abs(entry.curvature(w) - l2) < 1e-9);
        const double shrunk = std::copysign(std::max(std::abs(w) - 0.6 * l1, 0.0), w) / (1 + 0.6 * l2);
        CHECK(std::abs(entry.prox(w, 0.6) - shrunk) < 1e-14);
        double conjugate = 0;  // by brute force
        for (int i = -4000; i <= 4000; ++i)
            conjugate = std::max(conjugate, w * i / 1e3 - entry.value(i / 1e3));
        CHECK(std::abs(entry.conjugate(w) - conjugate) < 1e-6);
    }
    CHECK_FALSE(entry.free());
    const auto free = Entrywise{penalty, factors}(0, 0);
    CHECK(free.free());
    CHECK(free.value(3) == 0);
    CHECK(free.prox(3, 1) == 3);
    CHECK(free.conjugate(0) == 0);
    CHECK(std::isinf(free.conjugate(1e-9)));
    CHECK(Entrywise{L1{0}, none}(0, 0).free());
    CHECK(std::isinf(Entrywise{L1{0.5}, none}(0, 0).conjugate(0.6)));
}
