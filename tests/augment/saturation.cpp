#include <regula/augment/saturation.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("without saturation all is grey, by how bright colours are", "", float, double) {
    const Shape shape{2, 3, 3};
    const auto x = random_images<TestType>(shape, 4);
    const Matrix<TestType> grey = TestType(0.299) * x.topRows(6) + TestType(0.587) * x.middleRows(6, 6) +
                                  TestType(0.114) * x.bottomRows(6);
    const Matrix<TestType> greys = grey.replicate(3, 1);
    const double rounding = 4 * std::numeric_limits<TestType>::epsilon();
    CHECK(most_apart(shape, apply(Augment{shape, Saturation{exactly(-1)}}, x, Key{1}), greys) < rounding);
    CHECK(most_apart(shape, apply(Augment{shape, Saturation{exactly(0.5)}}, x, Key{1}),
                     Matrix<TestType>{TestType(1.5) * x - TestType(0.5) * greys}) < rounding);
    CHECK_THROWS_WITH((Saturation{1.5}.check()), "Saturation: by must be >= -1, got [-1.5, 1.5]");
}
