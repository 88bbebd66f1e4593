#include <regula/layer/sigmoid.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("Sigmoid obeys the laws of a layer") {
    const auto broken = check_layer(Sigmoid{}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
}

TEMPLATE_TEST_CASE("Sigmoid saturates without overflow", "", float, double) {
    const Matrix<TestType> z{{-1000, 0, 1, 1000}};
    Matrix<TestType> h;
    Sigmoid{}.value(z, h);
    CHECK(h.allFinite());
    CHECK(h(0) == TestType(0));
    CHECK(h(1) == TestType(0.5));
    CHECK_THAT(static_cast<double>(h(2)), Catch::Matchers::WithinAbs(0.7310585786300049, 1e-6));
    CHECK(h(3) == TestType(1));
}
