#include <regula/layer/selu.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <numbers>

using namespace regula;

TEST_CASE("Selu obeys the laws of a layer") {
    const auto broken = check_layer(Selu{}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
}

TEMPLATE_TEST_CASE("Selu is a scaled line above zero, an exponential below, without overflow", "", float,
                   double) {
    const Matrix<TestType> z{{-1000, -1, 0, 2, 1000}}, u{{1, 3, 1, 5, 1}};
    Matrix<TestType> h, v;
    Selu{}.value(z, h);
    const auto near = [](double expected) { return Catch::Matchers::WithinRel(expected, 1e-6); };
    CHECK_THAT(static_cast<double>(h(0)), near(-1.7580993408473766));
    CHECK_THAT(static_cast<double>(h(1)), near(-1.1113307378125625));
    CHECK(h(2) == TestType{0});
    CHECK_THAT(static_cast<double>(h(3)), near(2.101401974710961));
    CHECK_THAT(static_cast<double>(h(4)), near(1050.7009873554805));
    Selu{}.derivative(z, h, u, v);
    CHECK_THAT(static_cast<double>(v(1)), near(3 * 0.6467686030348141));
    CHECK_THAT(static_cast<double>(v(3)), near(5 * 1.0507009873554805));
    CHECK(v.allFinite());
}

TEST_CASE("Selu keeps mean 0 and variance 1 of a normal input") {
    // Simpson's rule over [-12, 12], with a node at the kink.
    const int pieces = 4000;
    Matrix<double> z(1, pieces + 1), h;
    for (int i = 0; i <= pieces; ++i) z(i) = -12 + 24.0 * i / pieces;
    Selu{}.value(z, h);
    double mean = 0, square = 0;
    for (int i = 0; i <= pieces; ++i) {
        const double weight = (i == 0 || i == pieces ? 1
                               : i % 2 == 1          ? 4
                                                     : 2) *
                              24.0 / pieces / 3 * std::exp(-z(i) * z(i) / 2) /
                              std::sqrt(2 * std::numbers::pi);
        mean += weight * h(i);
        square += weight * h(i) * h(i);
    }
    CHECK(std::abs(mean) < 1e-10);
    CHECK(std::abs(square - 1) < 1e-10);
}
