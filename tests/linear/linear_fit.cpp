#include <regula/linear/linear_fit.hpp>

#include <Eigen/SparseCore>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("a linear fit predicts W'x + b of dense and sparse inputs, and counts the features it uses") {
    LinearFit fit{test::drawn(1, 3, 2), test::drawn(2, 2), {}};
    fit.weights.row(1).setZero();
    fit.weights(2, 0) = 0;
    const Matrix<double> x = test::drawn(3, 3, 4);
    const Eigen::SparseMatrix<double> sparse = x.sparseView();
    const Matrix<float> single = x.cast<float>();
    const Matrix<double> expected = (fit.weights.transpose() * x).colwise() + fit.intercept;
    CHECK((fit.predict(x) - expected).norm() < 1e-14);
    CHECK((fit.predict(sparse) - expected).norm() < 1e-14);
    CHECK((fit.predict(single) - expected).norm() < 1e-5);
    CHECK(fit.support() == 2);
    CHECK_THROWS_WITH(fit.predict(test::drawn(1, 2, 4)), "LinearFit: was fitted on 3 features, got 2");
}
