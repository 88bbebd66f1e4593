#include <regula/layer/softplus.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("Softplus obeys the laws of a layer") {
    const auto broken = check_layer(Softplus{}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
}

TEMPLATE_TEST_CASE("Softplus is log(1 + exp z), without overflow", "", float, double) {
    const Matrix<TestType> z{{-1000, 0, 1, 1000}}, u{{1, 1, 1, 1}};
    Matrix<TestType> h, v;
    Softplus{}.value(z, h);
    CHECK(h(0) >= 0);
    CHECK(h(0) <= 2 * std::numeric_limits<TestType>::min());  // where Eigen's exp of vectors ends
    CHECK_THAT(static_cast<double>(h(1)), Catch::Matchers::WithinAbs(0.6931471805599453, 1e-6));
    CHECK_THAT(static_cast<double>(h(2)), Catch::Matchers::WithinAbs(1.3132616875182228, 1e-6));
    CHECK(h(3) == TestType(1000));
    Softplus{}.derivative(z, h, u, v);
    CHECK_THAT(static_cast<double>(v(2)), Catch::Matchers::WithinAbs(0.7310585786300049, 1e-6));
    CHECK(v(3) == TestType(1));
}
