#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("L2 shrinks every weight by the same factor and zeroes none", "", float, double) {
    Matrix<TestType> w(2, 3);
    w << 3, -6, 0.75, -1.5, 12, 24;
    const Matrix<TestType> before = w;
    CHECK(L2{0.5}.value(w) == 0.25 * (9 + 36 + 0.5625 + 2.25 + 144 + 576));
    L2{0.25}.prox(w, 2);
    CHECK((1.5 * w - before).norm() <= 1e-5 * before.norm());
    CHECK((w.array() != 0).all());
}

TEST_CASE("the step of L2's gradient is the first order of its prox") {
    Eigen::Vector2d w{3, -5}, g{0, 0}, prox = w;
    L2{0.3}.add_gradient(w, g);
    L2{0.3}.prox(prox, 1e-4);
    CHECK((w - 1e-4 * g - prox).norm() <= 1e-8);
}

TEST_CASE("L2 with a negative strength is refused") {
    CHECK_THROWS_WITH(L2{-0.1}.check(), "L2: strength must be >= 0, got -0.1");
}
