#include <regula/theory/least_squares.hpp>

#include <regula/loss/squared_error.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_least_squares {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

TEST_CASE("the quadratic of least squares is the mean squared error of a linear model, everywhere") {
    const Dataset<double> data{.inputs = test::drawn(1, 3, 20), .targets = test::drawn(2, 1, 20)};
    const auto q = theory::least_squares(data);
    for (std::uint64_t k = 0; k < 5; ++k) {
        const Vector<double> w = test::drawn(10 + k, 3);
        const Matrix<double> y = w.transpose() * data.inputs;
        CHECK_THAT(q.value(w), WithinRel(SquaredError{}.value(y, data.targets), 1e-13));
    }
    const Matrix<double> rest = q.minimum.transpose() * data.inputs - data.targets;
    CHECK((data.inputs * rest.transpose()).norm() < 1e-13);  // the normal equations
}

TEST_CASE("the weight of a constant feature is an intercept") {
    const Matrix<double> x = test::drawn(1, 2, 15);
    const Matrix<double> t = (3 * x.row(0) - x.row(1)).array() + 5;
    const auto data = theory::with_constant_feature({.inputs = x, .targets = t});
    CHECK(data.features() == 3);
    const auto q = theory::least_squares(data);
    CHECK((q.minimum - Vector<double>{{3, -1, 5}}).norm() < 1e-13);
    CHECK(q.least < 1e-25);
}

TEST_CASE("least squares of features that are nearly dependent is solved to the digits that there are") {
    Matrix<double> x = test::drawn(3, 4, 30);
    x.row(3) = x.row(0) + 1e-4 * x.row(3);
    const Vector<double> w{{1, -2, 0.5, 3}};
    const auto q = theory::least_squares({.inputs = x, .targets = w.transpose() * x});
    CHECK((q.minimum - w).norm() < 1e-10);
}

TEST_CASE("least squares refuses labels, several targets and dependent features") {
    const Matrix<double> x = test::drawn(1, 3, 6);
    CHECK_THROWS_WITH(theory::least_squares({.inputs = x, .labels = Labels::Zero(6)}),
                      "least_squares: needs data with one target a sample, got labels");
    CHECK_THROWS_WITH(theory::least_squares({.inputs = x, .targets = test::drawn(2, 2, 6)}),
                      "least_squares: needs data with one target a sample, got 2 targets");
    CHECK_THROWS_WITH(theory::least_squares({.inputs = x.leftCols(2), .targets = test::drawn(2, 1, 2)}),
                      ContainsSubstring("linearly dependent"));
}

}  // namespace tests::theory_least_squares
