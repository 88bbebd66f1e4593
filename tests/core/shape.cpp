#include <regula/core/shape.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the shape of images counts pixels, and has some") {
    const Shape shape{32, 28, 3};
    CHECK(shape.pixels() == 896);
    CHECK(shape.size() == 2688);
    CHECK_NOTHROW(shape.check());
    CHECK_THROWS_WITH((Shape{32, 28, 0}.check()),
                      "Shape: height, width and channels must be >= 1, got 32 x 28 x 0");
}

TEST_CASE("a number of features is a shape without a place in space") {
    const Shape features = 784;
    CHECK(features == Shape{1, 1, 784});
    CHECK(features.size() == 784);
    CHECK(Shape{28, 28}.size() == 784);
    CHECK(Shape{28, 28} != features);
}
