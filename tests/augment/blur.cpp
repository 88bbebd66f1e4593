#include <regula/augment/blur.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a blurred dot is a Gaussian of sum 1, and a flat image stays flat", "", float, double) {
    const Shape shape{23, 19};
    Matrix<TestType> dot = Matrix<TestType>::Zero(shape.size(), 1);
    dot(11 * 19 + 9, 0) = 1;
    const auto found = apply(Augment{shape, Blur{exactly(1.5)}}, dot, Key{1});
    double sum = 0;
    for (int d = -5; d <= 5; ++d) sum += std::exp(-d * d / 4.5);
    const auto gauss = images_of<TestType>(shape, [&](double x, double y) {
        return std::abs(x) > 5 || std::abs(y) > 5 ? 0 : std::exp(-(x * x + y * y) / 4.5) / (sum * sum);
    });
    CHECK(most_apart(shape, found, gauss) < 4 * std::numeric_limits<TestType>::epsilon());
    const Matrix<TestType> flat = Matrix<TestType>::Constant(shape.size(), 1, TestType(0.3));
    CHECK(most_apart(shape, apply(Augment{shape, Blur{exactly(1.5)}}, flat, Key{1}), flat) <
          8 * std::numeric_limits<TestType>::epsilon());
}

TEST_CASE("each channel is blurred for itself, as the last pixel goes on beyond the border") {
    const Shape shape{1, 4, 2};
    Matrix<double> x(8, 1);
    x << 1, 0, 0, 0, 0, 0, 0, 2;
    const double w = 1 / (1 + 2 * std::exp(-8)), side = std::exp(-8) * w;  // radius 1
    Matrix<double> blurred(8, 1);
    blurred << w + side, side, 0, 0, 0, 0, 2 * side, 2 * (w + side);
    CHECK((apply(Augment{shape, Blur{exactly(0.25)}}, x, Key{1}) - blurred).cwiseAbs().maxCoeff() < 1e-15);
    CHECK(apply(Augment{shape, Blur{0}}, x, Key{1}) == x);
    CHECK_THROWS_WITH((Blur{1}.check()), "Blur: sigma must be >= 0, got [-1, 1]");
    CHECK_THROWS_WITH((Blur{{0, 33}}.check()), "Blur: sigma must be <= 32, got 33");
}
