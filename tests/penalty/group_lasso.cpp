#include <regula/penalty/group_lasso.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/group_norms.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the group lasso removes whole units and shortens the others", "", float, double) {
    Matrix<TestType> w(2, 3);
    w << 3, 0.375, 0, 4, -0.5, 0;  // units of length 5, 5/8 and 0
    Matrix<TestType> expected(2, 3);
    expected << 12, 0, 0, 16, 0, 0;
    expected /= 5;
    CHECK(std::abs(GroupLasso{0.5}.value(w) - 2.8125) <= 1e-6);
    GroupLasso{0.5}.prox(w, 2);
    CHECK((w - expected).norm() <= 1e-6);
    CHECK(w.rightCols(2) == expected.rightCols(2));
}

TEST_CASE("where the group lasso takes its prox, the optimality condition of Yuan and Lin holds") {
    const double t = 0.7, a = 0.9;
    Matrix<double> v(3, 2), w = (Matrix<double>(3, 2) << 1, 0.1, -2, 0.3, 0.5, -0.2).finished();
    v = w;
    GroupLasso{a}.prox(w, t);
    CHECK((w.col(0) - v.col(0) + t * a * w.col(0).normalized()).norm() <= 1e-14);  // 0 = w - v + ta w/|w|
    CHECK(w.col(1).norm() == 0);
    CHECK(v.col(1).norm() <= t * a);  // 0 is within the subdifferential
}

TEST_CASE("a group pays by the root of its size when asked") {
    const Matrix<double> w = Matrix<double>::Ones(4, 2);
    CHECK(GroupLasso{.strength = 0.3}.value(w) == 0.3 * 4);
    CHECK(GroupLasso{.strength = 0.3, .scale_by_size = true}.value(w) == 2 * 0.3 * 4);
}

TEST_CASE("a unit of zeros has no gradient") {
    const Matrix<double> w = Matrix<double>::Zero(3, 2);
    Matrix<double> g = w;
    GroupLasso{0.3}.add_gradient(w, g);
    CHECK(g == w);
}

TEST_CASE("a group lasso with a negative strength is refused") {
    CHECK_THROWS_WITH(GroupLasso{-2}.check(), "GroupLasso: strength must be >= 0, got -2");
}

TEST_CASE("the prox of the group lasso is what reweighted least squares find") {
    for (const double t : {0.1, 1.0, 2.0}) {
        const Matrix<double> w = test::drawn(4, 3, 4);
        Matrix<double> u = w;
        GroupLasso{0.7}.prox(u, t);
        CHECK((u - test::least_with_group_norms(w, t, test::columns(0.7, 3, 4))).norm() <= 1e-9);
    }
}

TEST_CASE("the conjugate of the group lasso looks at the longest unit") {
    const Matrix<double> y = (Matrix<double>(2, 2) << 3, 1, 4, 0).finished();
    CHECK(GroupLasso{5}.conjugate(y) == 0);
    CHECK(std::isinf(GroupLasso{4.999}.conjugate(y)));
    CHECK(GroupLasso{.strength = 3.6, .scale_by_size = true}.conjugate(y) == 0);
    CHECK(std::isinf(GroupLasso{3.5, true}.conjugate(y)));
}
