#include <regula/augment/rotate.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("rotating a square image by 90 degrees is a permutation, counterclockwise", "", float,
                   double) {
    const Shape shape{6, 6, 2};
    const auto x = random_images<TestType>(shape, 3);
    const auto turned = apply(Augment{shape, Rotate{exactly(90)}}, x, Key{1});
    Matrix<TestType> permuted(x.rows(), x.cols());
    for (Index c = 0; c < 2; ++c)
        for (Index i = 0; i < 6; ++i)
            for (Index j = 0; j < 6; ++j)  // the upper right corner goes to the upper left one
                permuted.row((c * 6 + i) * 6 + j) = x.row((c * 6 + j) * 6 + 5 - i);
    CHECK(most_apart(shape, turned, permuted) < 20 * std::numeric_limits<TestType>::epsilon());
    const auto back = apply(Augment{shape, Rotate{exactly(-90)}}, turned, Key{1});
    CHECK(most_apart(shape, back, x) < 40 * std::numeric_limits<TestType>::epsilon());
}

TEST_CASE("a rotation turns linear images exactly, and back again what is smooth") {
    const Shape shape{11, 16};
    const double a = 23 * std::numbers::pi / 180;
    const auto ramp = images_of<double>(shape, [](double x, double y) { return 2 * x - y; });
    const auto turned = images_of<double>(shape, [&](double x, double y) {
        return 2 * (x * std::cos(a) - y * std::sin(a)) - (x * std::sin(a) + y * std::cos(a));
    });
    CHECK(most_apart(shape, apply(Augment{shape, Rotate{exactly(23)}}, ramp, Key{1}), turned, 4) < 1e-13);

    const Shape large{64, 64};
    const auto bump = images_of<double>(
        large, [](double x, double y) { return std::exp(-((x - 6) * (x - 6) + (y + 4) * (y + 4)) / 200); });
    const auto away = apply(Augment{large, Rotate{exactly(31)}}, bump, Key{1});
    const auto back = apply(Augment{large, Rotate{exactly(-31)}}, away, Key{1});
    CHECK(most_apart(large, away, bump) > 0.1);
    CHECK(most_apart(large, back, bump, 16) <
          2 * 0.25 / 100);  // bilinear: second derivatives / 8, two ways, twice
    // As one transform it is one resampling: nothing is lost.
    const auto both = apply(Augment{large, Rotate{exactly(31)} | Rotate{exactly(-31)}}, bump, Key{1});
    CHECK(most_apart(large, both, bump, 1) < 1e-13);
}

TEST_CASE("identity rotations leave images as they are, and angles are drawn evenly") {
    const Shape shape{5, 8, 3};
    const auto x = random_images<float>(shape, 3);
    CHECK(apply(Augment{shape, Rotate{0}}, x, Key{1}) == x);
    CHECK(apply(Augment{shape, Rotate{20}}, x, Key{1}) != x);

    const Shape square{9, 9};
    const auto slope = images_of<double>(square, [](double at, double) { return at; });
    const Matrix<double> many = slope.replicate(1, 2000);
    const auto turned = apply(Augment{square, Rotate{{-10, 30}}}, many, Key{2});
    Vector<double> angle(2000);  // from (1, 0) and (0, 1) from the centre
    for (Index j = 0; j < 2000; ++j)
        angle[j] = std::atan2(-turned(4 * 9 + 4 + 9, j), turned(4 * 9 + 5, j)) * 180 / std::numbers::pi;
    CHECK(angle.minCoeff() >= -10);
    CHECK(angle.maxCoeff() <= 30);
    CHECK(std::abs(angle.mean() - 10) < 4 * std::sqrt(40.0 * 40 / 12 / 2000));
    CHECK_THROWS_WITH((Rotate{{15, -15}}.check()),
                      "Rotate: degrees must be a range of low <= high, got [15, -15]");
}
