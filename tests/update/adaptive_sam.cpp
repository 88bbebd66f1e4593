#include <regula/update/adaptive_sam.hpp>

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

TEMPLATE_TEST_CASE("AdaptiveSam goes up gradients of any size at weights of any size", "", float, double) {
    for (const double of : {1e-30, 1.0, 1e30})
        for (const double size : {1e-36, 1e-20, 1.0, 1e20, 1e36}) {
            Eigen::Matrix<TestType, 3, 3> w =
                Eigen::Matrix<TestType, 3, 3>::Constant(static_cast<TestType>(of));
            const Eigen::Matrix<TestType, 3, 3> g =
                w / static_cast<TestType>(of) * static_cast<TestType>(size);
            CHECK(AdaptiveSam{0.3}.ascend(w, g));
            CHECK((w.array() / static_cast<TestType>(of) - TestType(1.1)).abs().maxCoeff() <= 1e-6);
        }
}

TEST_CASE("AdaptiveSam stays where it has no gradient, and says so") {
    Vector<double> w = Vector<double>::Ones(3), zero = Vector<double>::Zero(3);
    CHECK_FALSE(AdaptiveSam{0.3}.ascend(w, zero));
    CHECK(w == Vector<double>::Ones(3));
    CHECK_THROWS_WITH(AdaptiveSam{-1}.check(), "AdaptiveSam: rho must be >= 0, got -1");
}
