#include <regula/augment/gamma.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("gamma takes a power, of negative numbers with their sign", "", float, double) {
    Matrix<TestType> x(6, 1), power(6, 1);
    x << 0, TestType(0.25), 1, TestType(-0.25), 4, TestType(0.0625);
    power << 0, TestType(0.125), 1, TestType(-0.125), 8, TestType(0.015625);
    const Shape shape{2, 3};
    CHECK(most_apart(shape, apply(Augment{shape, Gamma{exactly(0.5)}}, x, Key{1}), power) <
          20 * std::numeric_limits<TestType>::epsilon());
    CHECK_THROWS_WITH((Gamma{{-1, 0}}.check()), "Gamma: by must be > -1, got [-1, 0]");
}
