#include <regula/augment/picture.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a channel of a picture is a part of its pixels") {
    Vector<float> pixels(18), spare(6);
    for (Index i = 0; i < 18; ++i) pixels[i] = static_cast<float>(i);
    Picture<float> picture{Shape{2, 3, 3}, {pixels.data(), 18}, {spare.data(), 6}};
    picture.channel(1) *= 2;
    CHECK(pixels[5] == 5);
    CHECK(pixels[6] == 12);
    CHECK(pixels[11] == 22);
    CHECK(pixels[12] == 12);
    CHECK_NOTHROW(require_colours(picture, "Hue"));
    picture.image = Shape{6, 3};
    CHECK_THROWS_WITH(require_colours(picture, "Hue"), "Hue: colours are 3 channels, got 1");
}
