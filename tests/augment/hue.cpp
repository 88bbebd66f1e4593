#include <regula/augment/hue.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("hue turns red into green into blue by thirds, and leaves greys and means", "", float,
                   double) {
    const Shape shape{2, 3, 3};
    const auto x = random_images<TestType>(shape, 4);
    const double rounding = 8 * std::numeric_limits<TestType>::epsilon();
    const auto turned = [&](double degrees) {
        return apply(Augment{shape, Hue{exactly(degrees)}}, x, Key{1});
    };
    Matrix<TestType> third(18, 4);
    third << x.bottomRows(6), x.topRows(12);
    CHECK(most_apart(shape, turned(120), third) < rounding);
    CHECK(most_apart(shape, turned(360), x) < rounding);
    CHECK(most_apart(shape, turned(30), x) > 0.1);
    const auto mean = [](const auto& m) {
        return Matrix<TestType>{(m.topRows(6) + m.middleRows(6, 6) + m.bottomRows(6)) / 3};
    };
    CHECK((mean(turned(30)) - mean(x)).cwiseAbs().maxCoeff() < rounding);
    const Matrix<TestType> grey = x.topRows(6).replicate(3, 1);
    CHECK(most_apart(shape, apply(Augment{shape, Hue{exactly(50)}}, grey, Key{1}), grey) < rounding);
    // A turn keeps lengths.
    CHECK(std::abs(static_cast<double>(turned(77).norm() - x.norm())) < 10 * rounding);
}
