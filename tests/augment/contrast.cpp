#include <regula/augment/contrast.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("contrast scales what is apart from the mean of an image", "", float, double) {
    const Shape shape{3, 5, 2};
    const auto x = random_images<TestType>(shape, 4);
    const auto more = apply(Augment{shape, Contrast{exactly(0.3)}}, x, Key{1});
    const auto none = apply(Augment{shape, Contrast{exactly(-1)}}, x, Key{1});
    const auto mean = x.colwise().mean().eval();
    const Matrix<TestType> off = x.rowwise() - mean;
    const double rounding = 8 * std::numeric_limits<TestType>::epsilon();
    CHECK(most_apart(shape, more, Matrix<TestType>{(TestType(1.3) * off).rowwise() + mean}) < rounding);
    CHECK(most_apart(shape, none, Matrix<TestType>{mean.replicate(x.rows(), 1)}) < rounding);
    CHECK_THROWS_WITH((Contrast{2}.check()), "Contrast: by must be >= -1, got [-2, 2]");
}
