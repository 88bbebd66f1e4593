#include <regula/loss/huber.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_huber {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::drawn;

TEST_CASE("the gradient of Huber is that of its value, inside and outside of delta") {
    const Matrix<double> y = 2 * drawn(1, 3, 5), t = drawn(2, 3, 5);
    const Huber loss{.delta = 0.7};
    Matrix<double> g;
    loss.gradient(y, t, g);
    CHECK((g - test::differences(y, [&](const auto& z) { return loss.value(z, t); })).norm() < 1e-8);
    CHECK(((y - t).array().abs() > 0.7).any());
    CHECK(((y - t).array().abs() < 0.7).any());
}

TEMPLATE_TEST_CASE("Huber is quadratic near zero and linear beyond delta", "", float, double) {
    const Matrix<TestType> y{{TestType(0.5), -4}}, t{{0, 0}};
    CHECK(Huber{.delta = 2}.value(y, t) == (0.125 + 2 * (4 - 1)) / 2);
}

TEST_CASE("Huber refuses a delta that is not positive") {
    CHECK_THROWS_WITH(Huber{.delta = 0}.check(), "Huber: delta must be > 0, got 0");
}

TEST_CASE("the curvature of Huber is the slope of its gradient, inside and outside of delta") {
    const Matrix<double> y = 2 * drawn(1, 3, 5), t = drawn(2, 3, 5), u = drawn(3, 3, 5);
    const Huber loss{.delta = 0.7};
    Matrix<double> above, below, v;
    loss.gradient(Matrix<double>{y + 1e-6 * u}, t, above);
    loss.gradient(Matrix<double>{y - 1e-6 * u}, t, below);
    loss.curvature(y, t, u, v);
    CHECK((v - (above - below) / 2e-6).norm() < 1e-9);
    CHECK((v.array() == 0).any());
    CHECK((v.array() != 0).any());
}

TEST_CASE("Huber: targets that do not fit the outputs are refused in words, by every verb") {
    const Huber loss{};
    const Matrix<double> y = Matrix<double>::Ones(3, 2), t = Matrix<double>::Ones(2, 3);
    Matrix<double> g = y;
    CHECK_THROWS_WITH(loss.value(y, t), "Huber: targets must be 3 x 2 as the outputs are, got 2 x 3");
    CHECK_THROWS_AS(loss.gradient(y, t, g), std::invalid_argument);
    CHECK_THROWS_AS(loss.curvature(y, t, y, g), std::invalid_argument);
    CHECK(g == y);
}

}  // namespace tests::loss_huber
