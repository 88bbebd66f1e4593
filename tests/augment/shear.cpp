#include <regula/augment/shear.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEST_CASE("a shear slants to the right, then down") {
    const Shape shape{15, 17};
    const auto ramp = images_of<double>(shape, [](double x, double y) { return 2 * x - y; });
    const auto check = [&](double right, double down) {
        const auto slanted = images_of<double>(shape, [&](double x, double y) {
            y -= down * x;  // back
            x -= right * y;
            return 2 * x - y;
        });
        return most_apart(shape, apply(Augment{shape, Shear{exactly(right), exactly(down)}}, ramp, Key{1}),
                          slanted, 5);
    };
    CHECK(check(0.3, 0) < 1e-13);
    CHECK(check(0, -0.2) < 1e-13);
    CHECK(check(0.3, 0.2) < 1e-13);
    CHECK_THROWS_WITH((Shear{0.1, {2, 1}}.check()), "Shear: down must be a range of low <= high, got [2, 1]");
}
