#include <regula/augment/image_shape.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the shape of images counts pixels, and has some") {
    const ImageShape shape{32, 28, 3};
    CHECK(shape.pixels() == 896);
    CHECK(shape.size() == 2688);
    CHECK_NOTHROW(shape.check());
    CHECK_THROWS_WITH((ImageShape{32, 28, 0}.check()),
                      "ImageShape: height, width and channels must be >= 1, got 32 x 28 x 0");
}
