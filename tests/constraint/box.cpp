#include <regula/constraint/box.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a box moves only what is outside, to the limit that is near", "", float, double) {
    Matrix<TestType> w(2, 3), expected(2, 3);
    w << -3, -0.5, 0, 0.25, 2, 1;
    expected << -0.5, -0.5, 0, 0.25, 1, 1;
    Box{.lower = -0.5, .upper = 1}.project(w);
    CHECK(w == expected);
    Box{.lower = -std::numeric_limits<double>::infinity(), .upper = 0.5}.project(w);
    expected << -0.5, -0.5, 0, 0.25, 0.5, 0.5;
    CHECK(w == expected);
}

TEST_CASE("a box without an inside is refused") {
    CHECK_NOTHROW(Box{1, 1}.check());
    CHECK_THROWS_WITH((Box{1, -1}.check()), "Box: lower must be <= upper, got 1 and -1");
}
