#include <regula/augment/clamp.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("clamp cuts what leaves its range", "", float, double) {
    Matrix<TestType> x(6, 1), cut(6, 1);
    x << TestType(-0.1), 0, TestType(0.7), 1, TestType(1.5), TestType(0.2);
    cut << 0, 0, TestType(0.7), 1, 1, TestType(0.2);
    CHECK(apply(Augment{Shape{2, 3}, Clamp{}}, x, Key{1}) == cut);
    cut << TestType(-0.1), 0, TestType(0.5), TestType(0.5), TestType(0.5), TestType(0.2);
    CHECK(apply(Augment{Shape{2, 3}, Clamp{.low = -1, .high = 0.5}}, x, Key{1}) == cut);
    CHECK_THROWS_WITH((Clamp{.low = 1, .high = 0}.check()), "Clamp: low must be <= high, got 1 and 0");
}
