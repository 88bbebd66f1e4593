#include <regula/linear/entrywise.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/huber_penalty.hpp>
#include <regula/penalty/l0.hpp>
#include <regula/penalty/l_half.hpp>
#include <regula/penalty/log_sum.hpp>
#include <regula/penalty/mcp.hpp>
#include <regula/penalty/scad.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::linear_entrywise {

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

const std::vector<Bounds> boxes{{-0.5, 0.8}, {0, 1.1}, {-0.3, 0}, {-2, 0.05}, {0, 0}};

/// Visits 4001 weights from one bound to the other.
void along(const Bounds& bounds, const auto& visit) {
    for (int i = 0; i <= 4000; ++i) visit(bounds.lower + (bounds.upper - bounds.lower) * i / 4000);
}

/// The largest excess of the cost of the prox over the best of a grid within the bounds.
template <class P>
double excess_of_prox(const P& penalty) {
    double excess = 0;
    for (const Bounds& bounds : boxes)
        for (const double step : {0.3, 1.0, 2.6, 5.0})
            for (const double w : {-3.0, -1.2, -0.4, 0.0, 0.1, 0.55, 0.9, 1.3, 2.1, 4.0}) {
                const Entry entry{penalty, 1.5, bounds};
                const auto cost = [&](double u) { return (u - w) * (u - w) / 2 + step * entry.value(u); };
                const double u = entry.prox(w, step);
                CHECK((bounds.lower <= u && u <= bounds.upper));
                along(bounds, [&](double other) { excess = std::max(excess, cost(u) - cost(other)); });
            }
    return excess;
}

TEST_CASE("the prox within bounds is the least of all weights there, of nonconvex penalties too") {
    CHECK(excess_of_prox(L1{0.4}) < 1e-15);
    CHECK(excess_of_prox(L1{0}) < 1e-15);
    CHECK(excess_of_prox(ElasticNet{.strength = 0.4, .l1_ratio = 0.3}) < 1e-15);
    CHECK(excess_of_prox(HuberPenalty{.strength = 0.4, .knee = 0.2}) < 1e-15);
    CHECK(excess_of_prox(Mcp{.strength = 0.4, .gamma = 2.5}) < 1e-15);
    CHECK(excess_of_prox(Scad{.strength = 0.3, .a = 2.8}) < 1e-15);
    CHECK(excess_of_prox(L0{0.1}) < 1e-15);
    CHECK(excess_of_prox(LHalf{0.3}) < 1e-15);
    CHECK(excess_of_prox(LogSum{.strength = 0.3}) < 1e-15);
}

/// The conjugate within bounds by brute force.
template <class P>
void compare_conjugate(const P& penalty) {
    for (const Bounds& bounds : boxes)
        for (const double y : {-2.0, -0.6, -0.1, 0.0, 0.2, 0.61, 3.0}) {
            const Entry entry{penalty, 1.5, bounds};
            double most = 0;
            along(bounds, [&](double u) { most = std::max(most, y * u - entry.value(u)); });
            CAPTURE(bounds.lower, bounds.upper, y);
            for (const double w : {bounds.lower, 0.0, bounds.upper}) {
                const double end = entry.in_domain(y, w), excess = entry.excess(w, end);
                CHECK(std::abs(end) <= std::abs(y));
                CHECK(std::isfinite(entry.conjugate(end)));
                CHECK(excess >= 0);
                const double tight = entry.value(w) + entry.conjugate(end) - w * end;
                CHECK(excess >= tight - 1e-15);
                if (w == bounds.towards(y) || entry.free()) CHECK(std::abs(excess - tight) < 1e-15);
                if (end == y) CHECK(std::abs(entry.conjugate(y) - most) < 1e-6);
                if (w == bounds.towards(y)) CHECK(end == y);
            }
        }
}

TEST_CASE("the conjugate within bounds is that of brute force, and finite where a bound holds the weight") {
    compare_conjugate(L1{0.4});
    compare_conjugate(L1{0});
    compare_conjugate(ElasticNet{.strength = 0.4, .l1_ratio = 0.3});
    compare_conjugate(HuberPenalty{.strength = 0.4, .knee = 0.2});
    const L1 penalty{0.4};
    const Entry above{penalty, 1.0, Bounds{.lower = 0}};
    CHECK((above.conjugate(-7) == 0 && above.in_domain(-7, 0) == -7 && above.excess(0, -7) == 0));
    CHECK((std::isinf(above.conjugate(0.5)) && above.in_domain(0.5, 0) == 0.4));
    const Entry free{penalty, 0.0, Bounds{.lower = -2, .upper = 3}};
    CHECK((free.conjugate(0.5) == 1.5 && free.conjugate(-0.5) == 1 && free.excess(3, 0.5) == 0));
    CHECK(free.excess(1, 0.5) == 1);
}

TEST_CASE("entries of a matrix have the bounds of their feature") {
    const L1 penalty{0.2};
    const Vector<double> none, lower{{-1, 0}}, upper = Vector<double>::Constant(1, 2.5);
    const Entrywise all{penalty, none, lower, upper};
    CHECK((all(0, 3).bounds().lower == -1 && all(1, 0).bounds().lower == 0));
    CHECK((all(0, 3).bounds().upper == 2.5 && all(1, 0).bounds().upper == 2.5));
    CHECK(std::isinf(Entrywise{penalty, none, none, none}(0, 0).bounds().upper));
}

}  // namespace tests::linear_entrywise
