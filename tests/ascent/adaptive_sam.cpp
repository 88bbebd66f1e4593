#include <regula/ascent/adaptive_sam.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("AdaptiveSam goes in units of the weights", "", float, double) {
    Vector<TestType> w(3), g(3), expected(3);
    w << 2, 0, -4;
    g << 1.5, 7, 1;  // |w g| = 5
    expected << TestType(2 + 0.3 * 6 / 5), 0, TestType(-4 + 0.3 * 16 / 5);
    CHECK(AdaptiveSam{0.3}.ascend(w, g));
    CHECK((w - expected).norm() <= 8 * std::numeric_limits<TestType>::epsilon());
}

TEST_CASE("AdaptiveSam stays where it has no gradient, and says so") {
    Vector<double> w = Vector<double>::Ones(3), zero = Vector<double>::Zero(3);
    CHECK_FALSE(AdaptiveSam{0.3}.ascend(w, zero));
    CHECK(w == Vector<double>::Ones(3));
    CHECK_THROWS_WITH(AdaptiveSam{-1}.check(), "AdaptiveSam: rho must be >= 0, got -1");
}
