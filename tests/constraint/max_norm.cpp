#include <regula/constraint/max_norm.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("max-norm is of the columns: a long row of short units stays", "", float, double) {
    Matrix<TestType> w(2, 4);
    w << 0.875, 0.875, 0.875, 3, 0, 0.125, 0, 4;
    Matrix<TestType> expected = w;
    expected.col(3) /= 5;
    MaxNorm{1}.project(w);
    CHECK((w - expected).norm() <= 1e-6);
    CHECK(w.leftCols(3) == expected.leftCols(3));
}

TEST_CASE("a max-norm with a negative radius is refused") {
    CHECK_THROWS_WITH(MaxNorm{-1}.check(), "MaxNorm: radius must be >= 0, got -1");
}
