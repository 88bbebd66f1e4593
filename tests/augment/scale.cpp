#include <regula/augment/scale.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEST_CASE("scaling a linear image scales its slope, about the centre") {
    const Shape shape{8, 11};
    const auto ramp = images_of<double>(shape, [](double x, double y) { return 2 * x - y; });
    CHECK(most_apart(shape, apply(Augment{shape, Scale{exactly(0.25)}}, ramp, Key{1}),
                     Matrix<double>{ramp / 1.25}) < 1e-14);
    CHECK(most_apart(shape, apply(Augment{shape, Scale{exactly(-0.2)}}, ramp, Key{1}),
                     Matrix<double>{ramp / 0.8}, 2) < 1e-14);
    CHECK_THROWS_WITH((Scale{1}.check()), "Scale: by must be > -1, got [-1, 1]");
}
