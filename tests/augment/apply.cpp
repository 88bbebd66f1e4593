#include <regula/augment/apply.hpp>
#include <regula/augment/rotate.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEST_CASE("apply shows what a batch becomes for a key, and asks the coefficients first") {
    const Shape shape{5, 4};
    const auto x = random_images<float>(shape, 3);
    const Augment augment{shape, Rotate{20}};
    auto batch = x;
    augment.perturb(batch, Key{5});
    CHECK(apply(augment, x, Key{5}) == batch);
    CHECK_THROWS_WITH((apply(Augment{shape, Rotate{{20, 10}}}, x, Key{5})),
                      "Rotate: degrees must be a range of low <= high, got [20, 10]");
}
