#include <regula/layer/leaky_relu.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("LeakyRelu obeys the laws of a layer") {
    const auto broken = check_layer(LeakyRelu{}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
}

TEMPLATE_TEST_CASE("LeakyRelu keeps a slope below zero", "", float, double) {
    const Matrix<TestType> z{{-4, 0, 2}}, u{{3, 4, 5}};
    Matrix<TestType> h, v;
    const LeakyRelu leaky{.slope = 0.25};
    leaky.value(z, h);
    CHECK(h == Matrix<TestType>{{-1, 0, 2}});
    leaky.derivative(z, h, u, v);
    CHECK(v == Matrix<TestType>{{TestType(0.75), 1, 5}});
}
