#include <regula/penalty/by_size.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("verbs by size restore the sign, on blocks, with a step or one for each entry", "", float,
                   double) {
    Matrix<TestType> around = Matrix<TestType>::Ones(4, 4), steps(2, 3);
    auto w = around.block(1, 1, 2, 3);
    w << 2, -3, 0, -0.5, 0.25, 8;
    steps << 1, 2, 3, 4, 5, 6;
    Matrix<TestType> g = Matrix<TestType>::Constant(2, 3, 10), expected(2, 3);
    CHECK(value_by_size(w, [](double size) { return 2 * size; }) == 27.5);
    const auto before = allocations();
    add_gradient_by_size(w, g, [](double size) { return size + 1; });
    prox_by_size(w, TestType(2) * steps, [](double size, double step) { return size * step; });
    prox_by_size(w, 3, [](double size, double step) { return size * step; });
    CHECK(allocations() == before);
    expected << 13, 6, 10, 8.5, 11.25, 19;
    CHECK(g == expected);
    expected << 12, -36, 0, -12, 7.5, 288;
    CHECK(w == 1 * expected);
    CHECK(around.row(0).sum() + around.row(3).sum() + around.col(0).sum() == 12);
}
