#include <regula/tangent/tangent_pairs.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

namespace tests::tangent_tangent_pairs {

TEMPLATE_TEST_CASE("pairs are those of the numbers that were loaded, in their order", "", float, double) {
    const Shape shape{10, 13};
    const TangentDistance of{.tangents = {shape}};
    Workers alone;
    const Matrix<TestType> x = random_images<TestType>(shape, 3), y = 2 * random_images<TestType>(shape, 40);
    const TangentPlanes<TestType> of_x{x, of, alone}, of_y{y, of, alone};
    TangentPairs<TestType> pairs{130, 7};
    const std::vector<Index> numbers{31, 4, 39, 0, 4};
    pairs.load(of_y, numbers);
    for (const auto sides : {TangentSides::both, TangentSides::first, TangentSides::second}) {
        const auto found = pairs.squared_distances(of_x, 2, sides);
        for (Index j = 0; j < TangentPairs<TestType>::together; ++j) {
            const Index number = numbers[static_cast<std::size_t>(std::min<Index>(j, 4))];
            TangentDistance same = of;
            same.sides = sides;
            CHECK(std::sqrt(double(found[j])) ==
                  Approx(tangent_distance(x.col(2), y.col(number), same).distance).epsilon(1e-3));
        }
        CHECK(found[1] == found[4]);
        CHECK(found[0] != found[1]);
    }
}

}  // namespace tests::tangent_tangent_pairs
