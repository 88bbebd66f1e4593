#include <regula/stopping/rises.hpp>

#include "support/catch.hpp"
#include "support/curves.hpp"

using namespace regula;

namespace tests::stopping_rises {

using test::stopped_at;

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

TEST_CASE("UP stops after so many strips in a row that ended higher than the one before") {
    const std::vector<double> curve{5, 4, 4.5, 4.4, 4.6, 4.7, 4.8, 1};
    CHECK(stopped_at(Rises{.times = 1, .strip = 1}, curve) == 3);
    CHECK(stopped_at(Rises{.times = 2, .strip = 1}, curve) == 6);
    CHECK(stopped_at(Rises{.times = 3, .strip = 1}, curve) == 7);
    CHECK(stopped_at(Rises{.times = 4, .strip = 1}, curve) == 0);
    CHECK(stopped_at(Rises{.times = 1, .strip = 1}, {3, 3, 3, 2, 2}) == 0);  // equal is no rise
    CHECK(stopped_at(Rises{.times = 2, .strip = 1}, {2, 3, 2, 3, 2, 3}) == 0);
}

TEST_CASE("UP compares the ends of strips alone") {
    // 9 between the ends is not seen: 3 at 2, 2 at 4, 2.5 at 6, 2.6 at 8.
    const std::vector<double> curve{9, 3, 9, 2, 9, 2.5, 1, 2.6, 9};
    CHECK(stopped_at(Rises{.times = 1, .strip = 2}, curve) == 6);
    CHECK(stopped_at(Rises{.times = 2, .strip = 2}, curve) == 8);
    CHECK(stopped_at(Rises{.times = 1, .strip = 5}, {1, 1, 1, 1, 2, 1, 1, 1, 1}) == 0);
}

TEST_CASE("an error that is not finite is a rise, a finite one after it none") {
    for (const double bad : {NaN, inf, -inf}) {
        CHECK(stopped_at(Rises{.times = 2, .strip = 1}, {3, bad, bad}) == 3);
        CHECK(stopped_at(Rises{.times = 2, .strip = 1}, {bad, bad, 3}) == 2);
    }
    for (const double bad : {NaN, inf}) CHECK(stopped_at(Rises{.times = 2, .strip = 1}, {3, bad, 4, 4}) == 0);
}

TEST_CASE("settings of UP that make no sense are refused, and a monitor that is not there") {
    CHECK_THROWS_WITH((Rises{.times = 0}.check()), "Rises: times must be >= 1, got 0");
    CHECK_THROWS_WITH((Rises{.strip = 0}.check()), "Rises: strip must be >= 1, got 0");
    CHECK_THROWS_AS(Rises{}.begin(Record{}), std::invalid_argument);
}

}  // namespace tests::stopping_rises
