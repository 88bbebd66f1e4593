#include <regula/constraint/l0_ball.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <bit>

using namespace regula;

TEMPLATE_TEST_CASE("of all choices of weights to keep, the largest are nearest", "", float, double) {
    for (std::uint64_t k = 0; k < 10; ++k) {
        const Matrix<TestType> w = test::drawn<TestType>(k, 2, 4);
        for (Index count = 1; count < 8; ++count) {
            Matrix<TestType> best = 0 * w;
            for (unsigned kept = 0; kept < 256; ++kept) {
                if (std::popcount(kept) != count) continue;
                Matrix<TestType> p = w;
                for (Index i = 0; i < 8; ++i)
                    if ((kept >> i & 1) == 0) p(i) = 0;
                if ((p - w).norm() < (best - w).norm()) best = p;
            }
            Matrix<TestType> projected = w;
            L0Ball{count}.project(projected);
            CHECK(projected == best);
        }
    }
}

TEST_CASE("of ties the first stay, column by column, on rows of a larger matrix too") {
    Matrix<double> w = Matrix<double>{{2, -1, 1}, {-1, 0, 3}, {9, 9, 9}};
    auto rows = w.topRows(2);
    L0Ball{4}.project(rows);
    CHECK(w == Matrix<double>{{2, -1, 0}, {-1, 0, 3}, {9, 9, 9}});
    L0Ball{4}.project(rows);
    CHECK(w == Matrix<double>{{2, -1, 0}, {-1, 0, 3}, {9, 9, 9}});
}

TEST_CASE("a block that has no more weights than may stay is left, and so is a NaN") {
    Matrix<double> w = Matrix<double>{{0.1, -1}, {std::nan(""), 2}};
    L0Ball{2}.project(w);
    CHECK((w(0, 0) == 0.1 && w(0, 1) == -1 && std::isnan(w(1, 0))));
    w(1, 0) = 0;
    const Matrix<double> before = w;
    L0Ball{4}.project(w);
    L0Ball{9}.project(w);
    CHECK(w == before);
}

TEST_CASE("an L0 ball of nothing is refused") {
    CHECK_THROWS_WITH(L0Ball{0}.check(), "L0Ball: count must be >= 1, got 0");
}
