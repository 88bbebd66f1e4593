#include <regula/core/numeric/gaussian.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the normal density is the slope of the distribution, whose tails keep their digits") {
    for (const double z : {-2.5, -0.3, 0.0, 1.7}) {
        const double h = 1e-5;
        CHECK(std::abs((normal_distribution(z + h) - normal_distribution(z - h)) / (2 * h) -
                       normal_density(z)) < 1e-10);
        CHECK(std::abs(normal_distribution(z) + normal_distribution(-z) - 1) < 1e-15);
    }
    CHECK(std::abs(normal_distribution(-10) / 7.619853024160527e-24 - 1) < 1e-12);
}

TEST_CASE("numbers without variances are certain") {
    CHECK(Gaussian<float>{Matrix<float>::Ones(2, 3), {}}.certain());
    CHECK_FALSE(Gaussian<float>{Matrix<float>::Ones(2, 3), Matrix<float>::Zero(2, 3)}.certain());
}
