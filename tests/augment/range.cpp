#include <regula/augment/range.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a number is a range around 0, two are its ends, and exactly is one") {
    constexpr Range around = 15, ends{-1, 3}, one = exactly(90);
    CHECK((around.low == -15 && around.high == 15));
    CHECK((ends.low == -1 && ends.high == 3));
    CHECK((one.low == 90 && one.high == 90));
    CHECK_NOTHROW(around.check("Rotate: degrees"));
    CHECK_NOTHROW(one.check("Scale: by", 90));
    CHECK_THROWS_WITH(Range(2, 1).check("Scale: by"), "Scale: by must be a range of low <= high, got [2, 1]");
    CHECK_THROWS_WITH(Range(2, 3).check("Scale: by", 2.5), "Scale: by must be >= 2.5, got [2, 3]");
}
