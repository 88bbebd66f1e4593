#include <regula/layer/tanh.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("Tanh obeys the laws of a layer") {
    const auto broken = check_layer(Tanh{}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
}

TEMPLATE_TEST_CASE("Tanh is the hyperbolic tangent", "", float, double) {
    const Matrix<TestType> z{{-1, 0, 30}};
    Matrix<TestType> h;
    Tanh{}.value(z, h);
    CHECK_THAT(static_cast<double>(h(0)), Catch::Matchers::WithinAbs(-0.76159415595576489, 1e-6));
    CHECK(h(1) == TestType(0));
    CHECK_THAT(static_cast<double>(h(2)), Catch::Matchers::WithinAbs(1, 1e-6));
}
