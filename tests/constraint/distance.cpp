#include <regula/constraint/distance.hpp>

#include <regula/constraint/box.hpp>
#include <regula/constraint/max_norm.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the distance from a box and from a max-norm, and that w stays", "", float, double) {
    Matrix<TestType> w(2, 2);
    w << 4, 0.25, -3, 0;
    const Matrix<TestType> before = w;
    CHECK(distance(Box{.lower = 0, .upper = 1}, w) == std::sqrt(9.0 + 9));
    CHECK(std::abs(distance(MaxNorm{2}, w) - 3) <= 1e-6);
    CHECK(distance(MaxNorm{5}, w) == 0);
    CHECK(distance(MaxNorm{0}, w.col(1)) == 0.25);
    CHECK(w == before);
}
