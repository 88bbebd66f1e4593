#include <regula/selection/relaxed.hpp>

#include <regula/linear/ordinary_least_squares.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::selection_relaxed {

using test::drawn;

Dataset<double> few_matter(Index outputs) {
    Dataset<double> data{.inputs = drawn(1, 9, 50), .targets = drawn(2, outputs, 50)};
    data.targets.row(0) += 3 * data.inputs.row(1) - 2 * data.inputs.row(5);
    return data;
}

TEST_CASE("without shrinkage it is least squares on the chosen features, and a share mixes both") {
    for (const Index outputs : {1, 2}) {
        const auto data = few_matter(outputs);
        const LinearFit lasso = coordinate_descent(data, SquaredError{}, L1{0.4});
        const auto features = support_of(lasso);
        REQUIRE((!features.empty() && features.size() < 9));
        Dataset<double> chosen = data;
        chosen.inputs = data.inputs(features, Eigen::all);
        const LinearFit line = ordinary_least_squares(chosen);
        const LinearFit free = relaxed(data, SquaredError{}, lasso),
                        mixed = relaxed(data, SquaredError{}, lasso, 0.3);
        CHECK((free.weights(features, Eigen::all) - line.weights).norm() < 1e-9);
        CHECK((free.intercept - line.intercept).norm() < 1e-9);
        CHECK(support_of(free) == features);
        CHECK(free.certificate.converged);
        CHECK((mixed.weights - (0.3 * lasso.weights + 0.7 * free.weights)).norm() < 1e-12);
        CHECK((mixed.intercept - (0.3 * lasso.intercept + 0.7 * free.intercept)).norm() < 1e-12);
        CHECK((relaxed(data, SquaredError{}, lasso, 1).weights - lasso.weights).norm() < 1e-12);
    }
}

TEST_CASE("of labels it is the most likely model of the chosen features") {
    Dataset<double> data{.inputs = drawn(1, 9, 80), .labels = Labels(80)};
    const Matrix<double> noise = drawn(3, 1, 80);
    for (Index j = 0; j < 80; ++j) data.labels[j] = data.inputs(2, j) + noise(0, j) > 0;
    const LinearFit lasso = coordinate_descent(data, Logistic{}, L1{0.12}),
                    free = relaxed(data, Logistic{}, lasso);
    const auto features = support_of(lasso);
    REQUIRE(!features.empty());
    const Matrix<double> t = data.labels.transpose().cast<double>();
    Matrix<double> g;
    Logistic{}.gradient(free.predict(data.inputs), t, g);
    CHECK((data.inputs(features, Eigen::all) * g.transpose()).norm() < 1e-8);
    CHECK(std::abs(g.sum()) < 1e-8);
    CHECK(std::abs(free.weights(2, 0)) > std::abs(lasso.weights(2, 0)));
}

TEST_CASE("a relaxed fit honours the bounds of its features") {
    Dataset<double> data = few_matter(1);
    data.targets += data.inputs.row(7);
    Vector<double> upper = Vector<double>::LinSpaced(9, 0, 8) * 0.1;
    const CoordinateDescent options{.lower = Vector<double>::Constant(1, -1.5), .upper = upper};
    const auto fit = coordinate_descent(data, SquaredError{}, L1{0.3}, options);
    const auto free = relaxed(data, SquaredError{}, fit, 0, options);
    REQUIRE(fit.support() < 9);
    CHECK((free.weights(1) == upper[1] && free.weights(5) == -1.5 && free.weights(7) == upper[7]));
    for (Index j = 0; j < 9; ++j)
        if (fit.weights(j) == 0) upper[j] = 0;
    Vector<double> lower =
        (upper.array() == 0).select(Vector<double>::Zero(9), Vector<double>::Constant(9, -1.5));
    const auto known = coordinate_descent(data, SquaredError{}, L2{0}, {.lower = lower, .upper = upper});
    CHECK((free.weights - known.weights).norm() < 1e-9);
    CHECK_THROWS_WITH(relaxed(data, SquaredError{}, fit, 0, {.lower = Vector<double>::Zero(2)}),
                      "CoordinateDescent: lower needs a bound for each of 9 features or one for all, got 2");
}

TEST_CASE("nothing chosen stays nothing, and wrong shares and shapes are refused") {
    const auto data = few_matter(1);
    const LinearFit none = coordinate_descent(data, SquaredError{}, L1{100});
    CHECK(relaxed(data, SquaredError{}, none).weights.isZero(0));
    CHECK_THROWS_WITH(relaxed(data, SquaredError{}, none, -0.1),
                      "relaxed: share must be in [0, 1], got -0.1");
    CHECK_THROWS_WITH(
        relaxed(data, SquaredError{}, LinearFit{Matrix<double>::Ones(4, 1), Vector<double>::Zero(1), {}}),
        "relaxed: the fit has 4 features, the data 9");
}

}  // namespace tests::selection_relaxed
