#include <regula/augment/affine.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEST_CASE("an affine transform is scale, shear, rotation and translation, in this order") {
    const Shape shape{21, 24};
    const auto smooth_image =
        images_of<double>(shape, [](double x, double y) { return std::sin(x / 3) + y * y / 20; });
    const Affine all{.x = exactly(1.5),
                     .y = exactly(-0.5),
                     .degrees = exactly(10),
                     .scale = exactly(0.2),
                     .shear = exactly(0.1)};
    const auto chain = Scale{exactly(0.2)} | Shear{exactly(0.1)} | Rotate{exactly(10)} |
                       Translate{exactly(1.5), exactly(-0.5)};
    const auto found = apply(Augment{shape, all}, smooth_image, Key{1});
    CHECK(most_apart(shape, found, apply(Augment{shape, chain}, smooth_image, Key{1})) < 1e-13);
    CHECK(most_apart(shape, found, smooth_image) > 0.1);
    CHECK_THROWS_WITH((Affine{.degrees = {1, 0}}.check()),
                      "Rotate: degrees must be a range of low <= high, got [1, 0]");
}
