#include <regula/penalty/soft.hpp>

#include <regula/constraint/box.hpp>
#include <regula/constraint/distance.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a soft max-norm charges the square of what a unit is too long", "", float, double) {
    Matrix<TestType> w(2, 3), gradient = Matrix<TestType>::Ones(2, 3), expected = gradient;
    w << 3, 0.375, 0, 4, -0.5, 0;  // units of length 5, 5/8 and 0
    CHECK(soft(MaxNorm{2}, 0.5).value(w) == TestType(0.25 * 9));
    soft(MaxNorm{2}, 0.5).add_gradient(w, gradient);
    expected.col(0) += Vector<TestType>{{TestType(0.9), TestType(1.2)}};  // a (5 - 2), along the unit
    CHECK((gradient - expected).norm() <= 1e-6);
    soft(MaxNorm{2}, 0.5).prox(w, 4);  // two thirds of the way
    expected << TestType(1.8), 0.375, 0, TestType(2.4), -0.5, 0;
    CHECK((w - expected).norm() <= 1e-6);
}

TEST_CASE("a soft point is weight decay, and a hard one without end a projection") {
    const Matrix<double> w = test::drawn(1, 3, 2);
    Matrix<double> a = w, b = w, c = w, expected = w;
    const auto point = soft(Box{0, 0}, 0.7);
    CHECK(std::abs(point.value(w) - L2{0.7}.value(w)) <= 1e-15);
    point.prox(a, 0.3);
    L2{0.7}.prox(b, 0.3);
    CHECK((a - b).norm() <= 1e-15);
    soft(MaxNorm{0.3}, 1e13).prox(c, 1);
    MaxNorm{0.3}.project(expected);
    CHECK((c - expected).norm() <= 1e-12);
    CHECK(std::abs(soft(MaxNorm{0.3}, 2).value(w) - std::pow(distance(MaxNorm{0.3}, w), 2)) <= 1e-15);
}

TEST_CASE("a soft constraint with a negative strength is refused, and what the constraint refuses") {
    CHECK_THROWS_WITH(soft(MaxNorm{1}, -0.1).check(), "soft: strength must be >= 0, got -0.1");
    CHECK_THROWS_WITH(soft(MaxNorm{-1}, 0.1).check(), "MaxNorm: radius must be >= 0, got -1");
}
