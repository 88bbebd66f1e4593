#include <regula/update/clip_value.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("every entry of a gradient is clipped by itself", "", float, double) {
    Vector<TestType> g(4), expected(4);
    g << 2, -0.25, -7, 0.5;
    expected << 0.5, -0.25, -0.5, 0.5;
    ClipValue{0.5}.clip(g);
    CHECK(g == expected);
}

TEST_CASE("a value to clip at must be positive") {
    CHECK_THROWS_WITH(ClipValue{-1}.check(), "ClipValue: limit must be > 0, got -1");
}
