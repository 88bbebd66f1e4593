#include <regula/layer/dense.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("Dense obeys the laws of a layer, with a bias and without") {
    const auto broken = check_layer(Dense{3}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
    CHECK(check_layer(Dense{.units = 4, .bias = false}, 6).empty());
}

TEMPLATE_TEST_CASE("a dense layer is W'x + b", "", float, double) {
    const Layer<TestType> layer = Dense{2};
    Parameters<TestType> theta{layer.blocks(3)};
    theta["weight"] << 1, 4, 2, 5, 3, 6;
    theta["bias"] << 10, 20;
    const Matrix<TestType> x{{1, 0}, {0, 1}, {2, -1}};
    Matrix<TestType> y;
    Workers workers;
    layer.forward({std::span{theta.blocks()}, std::as_const(theta).vector().data()}, x, y, workers);
    CHECK(y == Matrix<TestType>{{17, 9}, {36, 19}});
}

TEMPLATE_TEST_CASE("weights begin with the variance that their initialiser says", "", float, double) {
    const Index fan_in = 300, units = 200;
    const auto variance = [&](Initializer initializer) {
        Parameters<TestType> theta{Dense{units}.blocks(fan_in)};
        theta.vector().setOnes();
        Dense{.units = units, .initializer = initializer}.initialize(
            Slice<TestType>{std::span{theta.blocks()}, theta.vector().data()}, Key{1});
        CHECK(theta["bias"].isZero(0));
        return static_cast<double>(theta["weight"].squaredNorm()) / static_cast<double>(fan_in * units);
    };
    const double se = std::sqrt(2.0 / (300 * 200));  // relative, of a variance of that many normal draws
    CHECK_THAT(variance(Initializer::he) * 300 / 2, Catch::Matchers::WithinAbs(1, 4 * se));
    CHECK_THAT(variance(Initializer::glorot) * 500 / 2, Catch::Matchers::WithinAbs(1, 4 * se));
    CHECK(variance(Initializer::zero) == 0);
}

TEST_CASE("a dense layer without units is refused") {
    CHECK_THROWS_WITH(Dense{0}.blocks(3), "Dense: units must be >= 1, got 0");
}
