#include <regula/constraint/half_space.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("what is outside a half-space moves along the normal to the border", "", float, double) {
    Matrix<TestType> w(2, 3);
    w << 1, 2, 0, -1, 0.5, 3;
    const Matrix<TestType> before = w;
    const Matrix<double> n{{2, 0, 1}, {0, -1, 2}};  // of square 10, <n, w> = 7.5
    HalfSpace{.normal = n, .offset = 7.5}.project(w);
    CHECK(w == before);
    HalfSpace{.normal = n, .offset = 2.5}.project(w);
    CHECK((w.template cast<double>() - (before.template cast<double>() - 0.5 * n)).norm() <= 1e-6);
}

TEST_CASE("a multiple of a half-space's inequality says the same") {
    const Matrix<double> w = test::drawn(1, 3, 2), n = test::drawn(2, 3, 2);
    Matrix<double> once = w, twice = w;
    HalfSpace{.normal = n, .offset = -4.1}.project(once);
    HalfSpace{.normal = 2 * n, .offset = -8.2}.project(twice);
    CHECK((once - w).norm() > 0.1);
    CHECK((once - twice).norm() <= 1e-14);
}

TEST_CASE("a half-space needs a direction, and blocks of its shape") {
    CHECK_THROWS_WITH((HalfSpace{.normal = Matrix<double>::Zero(2, 2), .offset = 1}.check()),
                      "HalfSpace: normal must be finite and not zero");
    CHECK_THROWS_WITH((HalfSpace{.normal = Matrix<double>::Ones(2, 2), .offset = HUGE_VAL}.check()),
                      "HalfSpace: offset must be finite, got inf");
    Matrix<float> w(2, 3);
    CHECK_THROWS_WITH((HalfSpace{.normal = Matrix<double>::Ones(3, 2), .offset = 1}.project(w)),
                      "HalfSpace: the normal is 3 x 2, the block that it meets is 2 x 3");
}
