#include <regula/constraint/l_infinity_ball.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the ball of the maximum norm cuts off what is larger", "", float, double) {
    Matrix<TestType> w(2, 2), expected(2, 2);
    w << -3, 0.25, 0.5, 2;
    expected << -0.5, 0.25, 0.5, 0.5;
    LInfinityBall{0.5}.project(w);
    CHECK(w == expected);
    LInfinityBall{0}.project(w);
    CHECK(w.isZero(0));
}

TEST_CASE("a ball of the maximum norm with a negative radius is refused") {
    CHECK_THROWS_WITH(LInfinityBall{-1}.check(), "LInfinityBall: radius must be >= 0, got -1");
}
