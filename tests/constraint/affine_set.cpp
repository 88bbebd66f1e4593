#include <regula/constraint/affine_set.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("units of a given sum: what is too much is taken from all alike", "", float, double) {
    Matrix<TestType> w = test::drawn<TestType>(1, 4, 3), expected = w;
    for (auto unit : expected.colwise()) unit.array() -= unit.mean() - TestType(0.5);
    AffineSet{.a = Matrix<double>::Ones(1, 4), .b = Vector<double>{{2}}}.project(w);
    CHECK((w - expected).norm() <= 1e-6);
}

TEST_CASE("the equations hold, and what moved has no part in the directions that they leave free") {
    // Rows 1 and 2 say the same. The last two columns of `free` span what A maps to zero.
    const Matrix<double> a{{1, 2, 0, -1}, {-2, -4, 0, 2}, {0, 1, 1, 1}};
    const Matrix<double> free = Matrix<double>{{3, 2}, {-1, -1}, {0, 1}, {1, 0}};
    REQUIRE((a * free).isZero(0));
    const Vector<double> b{{0.5, -1, 3}};
    const AffineSet set{.a = a, .b = b};
    CHECK_NOTHROW(set.check());
    const Matrix<double> before = test::drawn(3, 4, 5);
    Matrix<double> w = before;
    set.project(w);
    CHECK(((a * w).colwise() - b).norm() <= 1e-13);
    CHECK((free.transpose() * (w - before)).norm() <= 1e-13);
    CHECK((w - before).norm() > 1);
}

TEST_CASE("equations that contradict each other are refused, and so are units of another size") {
    const Matrix<double> a{{1, 1}, {2, 2}};
    CHECK_THROWS_WITH(
        (AffineSet{.a = a, .b = Vector<double>{{1, 1}}}.check()),
        Catch::Matchers::ContainsSubstring("AffineSet: a w = b must have a solution; the best is "));
    CHECK_THROWS_WITH((AffineSet{.a = a, .b = Vector<double>{{1}}}.check()),
                      "AffineSet: b must have an entry for each row of a, 2, got 1");
    CHECK_NOTHROW(AffineSet{.a = a, .b = Vector<double>{{1, 2}}}.check());
    Matrix<double> w(3, 2);
    CHECK_THROWS_WITH((AffineSet{.a = a, .b = Vector<double>{{1, 2}}}.project(w)),
                      "AffineSet: a is for units of 2 inputs, the block that it meets has 3");
}
