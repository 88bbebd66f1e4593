#include <regula/constraint/l2_ball.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the L2 ball shortens the matrix as a whole and keeps its direction", "", float, double) {
    Matrix<TestType> w(2, 3);
    w << 2, -4, 1, 2, 0, 0;  // of length 5
    const Matrix<TestType> before = w;
    L2Ball{5}.project(w);
    CHECK(w == before);
    L2Ball{2}.project(w);
    CHECK((2.5 * w - before).norm() <= 1e-5);
    L2Ball{0}.project(w);
    CHECK(w.isZero(0));
}

TEST_CASE("an L2 ball with a negative radius is refused") {
    CHECK_THROWS_WITH(L2Ball{-1}.check(), "L2Ball: radius must be >= 0, got -1");
}
