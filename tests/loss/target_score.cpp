#include <regula/loss/target_score.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a class without a share of the target adds nothing, be its score infinite", "", float,
                   double) {
    using Vector3 = Eigen::Matrix<TestType, 3, 1>;
    const TestType out = -std::numeric_limits<TestType>::infinity();
    CHECK(target_score(Vector3{TestType(0.25), 0, TestType(0.75)}, Vector3{4, 7, -8}) == -5);
    CHECK(target_score(Vector3{TestType(0.25), 0, TestType(0.75)}, Vector3{4, out, -8}) == -5);
    CHECK(target_score(Vector3{TestType(0.25), TestType(0.75), 0}, Vector3{4, out, -8}) == -HUGE_VAL);
    CHECK(std::isnan(
        target_score(Vector3{1, 0, 0}, Vector3{std::numeric_limits<TestType>::quiet_NaN(), 0, 0})));
}
