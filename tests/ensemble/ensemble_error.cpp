#include <regula/ensemble/ensemble_error.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the error of a mean is the mean of the covariance matrix of its members") {
    for (const int k : {1, 2, 7}) {
        Matrix<double> cov = Matrix<double>::Constant(k, k, 0.3);
        cov.diagonal().setConstant(1.3);
        CHECK(std::abs(ensemble_error(1.3, 0.3, k) / cov.mean() - 1) < 1e-14);
    }
    CHECK(ensemble_error(1, 0, 4) == 0.25);
    CHECK(ensemble_error(1, 1, 4) == 1);
    CHECK_THROWS_WITH(ensemble_error(1, 0, 0), "ensemble_error: members must be >= 1, got 0");
}
