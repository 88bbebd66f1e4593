#include <regula/augment/flip_left_right.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("FlipLeftRight mirrors exactly, and twice is the image", "", float, double) {
    const Shape shape{3, 5, 2};
    const auto x = random_images<TestType>(shape, 3);
    const auto once = apply(Augment{shape, FlipLeftRight{1}}, x, Key{1});
    for (Index c = 0; c < 2; ++c)
        for (Index y = 0; y < 3; ++y)
            for (Index i = 0; i < 5; ++i)
                CHECK(once.row((c * 3 + y) * 5 + i) == x.row((c * 3 + y) * 5 + 4 - i));
    CHECK(apply(Augment{shape, FlipLeftRight{1}}, once, Key{1}) == x);
    CHECK(apply(Augment{shape, FlipLeftRight{1} | FlipLeftRight{1}}, x, Key{1}) == x);
}

TEST_CASE("FlipLeftRight happens with its probability") {
    const Shape shape{4, 3};
    const Matrix<double> x = random_images<double>(shape, 1).replicate(1, 2000);
    const auto found = apply(Augment{shape, FlipLeftRight{0.3}}, x, Key{1});
    const auto changed = static_cast<double>(((found - x).colwise().squaredNorm().array() > 0).count());
    CHECK(std::abs(changed - 600) < 4 * std::sqrt(0.21 * 2000));
    CHECK_THROWS_WITH(FlipLeftRight{1.5}.check(), "FlipLeftRight: probability must be in [0, 1], got 1.5");
}
