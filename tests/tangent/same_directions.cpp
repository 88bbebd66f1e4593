#include <regula/tangent/same_directions.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <limits>

using namespace regula;

namespace tests::tangent_same_directions {

static_assert(TangentVectors<SameDirections>);

TEST_CASE("the directions of SameDirections are the same for all samples, in double and float") {
    const SameDirections same{test::drawn(3, 4, 2)};
    CHECK(same.count() == 2);
    Matrix<float> v;
    same.directions(Matrix<float>{Matrix<float>::Zero(4, 3)}, 1, v);
    CHECK(v == same.tangents.col(1).cast<float>().replicate(1, 3));
    Matrix<double> w;
    CHECK_THROWS_WITH(same.directions(Matrix<double>{Matrix<double>::Zero(5, 3)}, 0, w),
                      "SameDirections: have 4 features, the samples have 5");
    CHECK_THROWS_WITH(SameDirections{}.check(), "SameDirections: needs at least one direction, got 0");
    SameDirections bad = same;
    bad.tangents(1, 1) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(bad.check(), "SameDirections: the directions must be finite");
}

}  // namespace tests::tangent_same_directions
