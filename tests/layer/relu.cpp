#include <regula/layer/relu.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("Relu obeys the laws of a layer") {
    const auto broken = check_layer(Relu{}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
}

TEMPLATE_TEST_CASE("Relu is max(0, z), with slope 0 at 0", "", float, double) {
    const Matrix<TestType> z{{TestType(-1), 0, TestType(2.5)}}, u{{3, 4, 5}};
    Matrix<TestType> h, v;
    Relu{}.value(z, h);
    CHECK(h == Matrix<TestType>{{0, 0, TestType(2.5)}});
    Relu{}.derivative(z, h, u, v);
    CHECK(v == Matrix<TestType>{{0, 0, 5}});
}
