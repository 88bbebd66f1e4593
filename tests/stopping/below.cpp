#include <regula/stopping/below.hpp>

#include "support/catch.hpp"
#include "support/curves.hpp"

using namespace regula;

TEST_CASE("Below stops when the metric is less than the goal, not when it is the goal or no number") {
    const double NaN = std::nan("");
    CHECK(test::stopped_at(Below{.goal = 2}, {3, 2, NaN, 1.5, 1}) == 4);
    CHECK(test::stopped_at(Below{.goal = 1}, {3, 2, NaN, 1.5, 1}) == 0);
    CHECK(test::stopped_at(Below{.goal = 4, .monitor = "loss"}, {1, 1, 1}, {6, 5, 3}) == 3);
    CHECK_THROWS_WITH(Below{.goal = NaN}.check(), "Below: goal must be a number, got nan");
    CHECK_THROWS_AS(Below{.goal = 1}.begin(Record{}), std::invalid_argument);
}
