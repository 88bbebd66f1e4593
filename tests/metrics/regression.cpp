#include <regula/metrics/regression.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::metrics_regression {

const Matrix<double> y{{2.5, 0, 2, 8}, {1, 1, 1, 1}}, t{{3, -0.5, 2, 7}, {0, 1, 2, 1}};

TEST_CASE("errors of regression by hand") {
    CHECK(mean_absolute_error(y, t) == Approx((0.5 + 0.5 + 0 + 1 + 1 + 0 + 1 + 0) / 8));
    CHECK(root_mean_squared_error(y, t) == Approx(std::sqrt((0.25 + 0.25 + 0 + 1 + 1 + 0 + 1 + 0) / 8)));
    const Vector<double> shares = r_squared(y, t);
    CHECK(shares[0] == Approx(0.9486081370449679));  // the example of scikit-learn's r2_score
    CHECK(shares[1] == 0);                           // the mean
}

TEST_CASE("the mean absolute error of samples with weights by hand") {
    const Vector<double> w{{2, 1, 0, 3}};  // the samples are off by 1.5, 0.5, 1 and 1, over two outputs
    CHECK(mean_absolute_error(y, t, w) == Approx((2 * 1.5 + 0.5 + 3 * 1) / (2 * 6)));
    CHECK(mean_absolute_error(y, t, Vector<double>{}) == mean_absolute_error(y, t));
    CHECK_THROWS_WITH(mean_absolute_error(y, t, Vector<double>{{1, -1, 1, 1}}),
                      "mean_absolute_error: sample weights must be >= 0 and finite, got -1 of sample 1");
}

TEST_CASE("R^2 is 1 for the targets, and none for constant ones") {
    CHECK(r_squared(t, t) == Vector<double>::Ones(2));
    CHECK(std::isnan(r_squared(t, Matrix<double>{Matrix<double>::Ones(2, 4)})[0]));
    CHECK(r_squared(Matrix<float>{{1, 2}}, Matrix<float>{{2, 1}})[0] == -3);
}

TEST_CASE("errors of regression refuse other shapes") {
    const Matrix<double> small{{1, 2}};
    CHECK_THROWS_WITH(r_squared(small, t),
                      "r_squared: needs outputs and targets of one shape, got 1 x 2 and 2 x 4");
    CHECK_THROWS_WITH(mean_absolute_error(Matrix<double>{}, Matrix<double>{}),
                      "mean_absolute_error: needs outputs and targets of one shape, got 0 x 0 and 0 x 0");
    CHECK_THROWS_AS(root_mean_squared_error(small, t), std::invalid_argument);
}

}  // namespace tests::metrics_regression
