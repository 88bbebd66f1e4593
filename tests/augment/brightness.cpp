#include <regula/augment/brightness.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("brightness is added to all pixels of an image alike", "", float, double) {
    const Shape shape{3, 5, 2};
    const auto x = random_images<TestType>(shape, 500);
    CHECK(apply(Augment{shape, Brightness{exactly(0.25)}}, x, Key{1}) ==
          Matrix<TestType>{x.array() + TestType(0.25)});
    const Matrix<double> added =
        (apply(Augment{shape, Brightness{{-0.1, 0.3}}}, x, Key{1}) - x).template cast<double>();
    CHECK((added.rowwise() - added.row(0)).cwiseAbs().maxCoeff() < 1e-6);
    CHECK(std::abs(added.row(0).mean() - 0.1) < 4 * 0.4 / std::sqrt(12.0 * 500));
    CHECK(added.minCoeff() > -0.1 - 1e-6);
    CHECK(added.maxCoeff() < 0.3 + 1e-6);
    CHECK_THROWS_WITH((Brightness{{1, 0}}.check()),
                      "Brightness: by must be a range of low <= high, got [1, 0]");
}
