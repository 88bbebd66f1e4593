#include <regula/constraint/non_negative.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("non-negative weights are what was positive", "", float, double) {
    Eigen::Matrix<TestType, 4, 1> w{TestType(-0.5), TestType(0.25), 0, -1};
    NonNegative{}.project(w);
    CHECK(w == Eigen::Matrix<TestType, 4, 1>{0, TestType(0.25), 0, 0});
}
