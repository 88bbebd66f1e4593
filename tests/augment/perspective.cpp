#include <regula/augment/perspective.hpp>
#include <regula/augment/scale.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("what is farther away is smaller by its distance", "", float, double) {
    const Shape shape{9, 13};
    Workspace<TestType> memory{shape};
    Flow<TestType> flow{shape, memory};
    flow.start();
    Perspective{exactly(0.3), exactly(-0.2)}.move(flow, Draw{Key{1}, 0});
    for (Index i = 0; i < 9; ++i)
        for (Index j = 0; j < 13; ++j) {
            // A point of the image, seen where the flow has it: forward it must come back to the pixel.
            const double x = static_cast<double>(flow.x[i * 13 + j]) - 6,
                         y = static_cast<double>(flow.y[i * 13 + j]) - 4;
            const double distance = 1 + 0.3 * x / 6 - 0.2 * y / 4;
            CHECK(std::abs(x / distance - static_cast<double>(j - 6)) <
                  100 * std::numeric_limits<TestType>::epsilon());
            CHECK(std::abs(y / distance - static_cast<double>(i - 4)) <
                  100 * std::numeric_limits<TestType>::epsilon());
        }
}

TEST_CASE("what tilts too much is refused") {
    CHECK_THROWS_WITH((Perspective{0.5, {-0.6, 0}}.check()),
                      "Perspective: right and down must add up to less than 1, got 0.5 and 0.6");
    CHECK_NOTHROW(Perspective{0.5, 0.4}.check());
    // After other transforms a pixel may be behind: it is far outside, and no accident.
    const Shape shape{9, 9};
    const auto x = random_images<double>(shape, 20);
    const auto found =
        apply(Augment{shape, Perspective{0.6, 0.3} | Scale{{-0.7, 0}}, Border::constant, 0.5}, x, Key{1});
    CHECK(found.allFinite());
}
