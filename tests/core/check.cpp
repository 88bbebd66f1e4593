#include <regula/core/check.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_check {

struct NoStrength : L2 {
    void add_gradient(const auto& w, auto& g) const { g += w; }
};

TEST_CASE("coefficients that a policy refuses are the only finding") {
    CHECK(check(L1{-0.1}) ==
          std::vector<std::string>{
              "L1: check() refuses the coefficients; it says: L1: strength must be >= 0, got -0.1"});
}

TEST_CASE("a law that is broken is said once, with the figures that show it") {
    const auto broken = check(NoStrength{{0.5}});
    REQUIRE(broken.size() == 1);
    CHECK_THAT(broken[0],
               Catch::Matchers::ContainsSubstring("NoStrength: add_gradient is the gradient of value, "
                                                  "relative error 1"));
}

TEST_CASE("the shape of the matrices can be chosen, and is rectangular by default") {
    CHECK(check(MaxNorm{0.7}, 2, 9).empty());
    CHECK_THROWS_WITH(check(MaxNorm{0.7}, 1, 9), "check: rows and cols must be >= 2, got 1 and 9");
}

TEST_CASE("a report tells every law, and whether it is kept") {
    const std::string report = check_report(NoStrength{{0.5}});
    CHECK_THAT(report, Catch::Matchers::ContainsSubstring("NoStrength keeps 14 of 15 laws\n"));
    CHECK_THAT(report, Catch::Matchers::ContainsSubstring("  kept    value is a finite number\n"));
    CHECK_THAT(report, Catch::Matchers::ContainsSubstring(
                           "  BROKEN  add_gradient is the gradient of value, relative error 1"));
    CHECK(laws_of(L2{0.5}).size() > laws_of(MaxNorm{0.5}).size());
}

}  // namespace tests::core_check
