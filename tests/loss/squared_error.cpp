#include <regula/loss/squared_error.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_squared_error {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::drawn;

TEST_CASE("the gradient of SquaredError is that of its value") {
    const auto y = drawn(1, 3, 5), t = drawn(2, 3, 5);
    Matrix<double> g;
    SquaredError{}.gradient(y, t, g);
    CHECK((g - test::differences(y, [&](const auto& z) { return SquaredError{}.value(z, t); })).norm() <
          1e-8);
}

TEMPLATE_TEST_CASE("SquaredError is half the squared distance, a mean over samples", "", float, double) {
    const Matrix<TestType> y{{1, 2}, {3, 4}}, t{{1, 0}, {0, 4}};
    CHECK(SquaredError{}.value(y, t) == (9 + 4) / 2.0 / 2.0);
}

TEST_CASE("the curvature of SquaredError is the difference of its gradients") {
    const auto y = drawn(1, 3, 5), t = drawn(2, 3, 5), u = drawn(3, 3, 5);
    Matrix<double> at, ahead, v;
    SquaredError{}.gradient(y, t, at);
    SquaredError{}.gradient(Matrix<double>{y + u}, t, ahead);
    SquaredError{}.curvature(y, t, u, v);
    CHECK((v - (ahead - at)).norm() < 1e-14);
}

TEST_CASE("SquaredError: targets that do not fit the outputs are refused in words, by every verb") {
    const SquaredError loss{};
    const Matrix<double> y = Matrix<double>::Ones(3, 2), t = Matrix<double>::Ones(2, 3);
    Matrix<double> g = y;
    CHECK_THROWS_WITH(loss.value(y, t), "SquaredError: targets must be 3 x 2 as the outputs are, got 2 x 3");
    CHECK_THROWS_AS(loss.gradient(y, t, g), std::invalid_argument);
    CHECK_THROWS_AS(loss.curvature(y, t, y, g), std::invalid_argument);
    CHECK(g == y);
}

}  // namespace tests::loss_squared_error
