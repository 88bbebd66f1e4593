#include <regula/augment/brightness.hpp>
#include <regula/augment/scale.hpp>
#include <regula/augment/sometimes.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEST_CASE("a transform happens to three images in ten") {
    const Shape shape{4, 3};
    const auto x = random_images<double>(shape, 3000);
    const auto share = [&](const auto& transform) {
        const auto found = apply(Augment{shape, transform}, x, Key{1});
        return static_cast<double>(((found - x).colwise().squaredNorm().array() > 0).count()) / 3000;
    };
    const double error = 4 * std::sqrt(0.21 / 3000);
    CHECK(std::abs(share(sometimes(0.3, Brightness{0.1})) - 0.3) < error);
    CHECK(std::abs(share(sometimes(0.3, Scale{{0.1, 0.2}})) - 0.3) < error);
    // Two of them are independent: 1 - 0.7^2.
    CHECK(std::abs(share(sometimes(0.3, Brightness{0.1}) | sometimes(0.3, Scale{{0.1, 0.2}})) - 0.51) <
          4 * std::sqrt(0.25 / 3000));
    CHECK(share(sometimes(0, Brightness{0.1})) == 0);
    CHECK(share(sometimes(1, Brightness{0.1})) == 1);
    CHECK_THROWS_WITH(sometimes(1.5, Brightness{0.1}).check(),
                      "sometimes: probability must be in [0, 1], got 1.5");
}
