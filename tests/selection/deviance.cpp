#include <regula/selection/deviance.hpp>

#include <regula/data/split.hpp>
#include <regula/linear/ordinary_least_squares.hpp>
#include <regula/metrics/regression.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <cmath>

using namespace regula;

namespace tests::selection_deviance {

using test::drawn;

LinearFit some_fit(Index features, Index outputs) {
    return {drawn(5, features, outputs), drawn(6, outputs), {}};
}

Dataset<double> of_labels(int classes) {
    Dataset<double> data{.inputs = drawn(1, 3, 11), .labels = Labels(11)};
    for (Index j = 0; j < 11; ++j) data.labels[j] = static_cast<int>(j * j + j / 3) % classes;
    return data;
}

TEST_CASE("of squared error it is the residual sum of squares, and explains R^2") {
    const Dataset<double> data{.inputs = drawn(1, 3, 11), .targets = drawn(2, 2, 11)};
    const LinearFit fit = some_fit(3, 2);
    const Matrix<double> y = fit.predict(data.inputs);
    CHECK(deviance(data, SquaredError{}, fit) == Approx((data.targets - y).squaredNorm()).epsilon(1e-13));
    CHECK(null_deviance(data, SquaredError{}, false) == Approx(data.targets.squaredNorm()).epsilon(1e-13));
    Dataset<double> one = data;
    one.targets = data.targets.topRows(1);
    const LinearFit line = ordinary_least_squares(one);
    CHECK(deviance_explained(one, SquaredError{}, line) ==
          Approx(r_squared(line.predict(one.inputs), one.targets)[0]).epsilon(1e-12));
    CHECK(deviance_explained(one, SquaredError{}, some_fit(3, 1)) < 0);
}

TEST_CASE("of labels it is -2 log p, and without weights that of the shares of the classes") {
    const auto data = of_labels(3);
    const LinearFit fit = some_fit(3, 3);
    const Matrix<double> y = fit.predict(data.inputs), log_p = log_softmax(y);
    double expected = 0, none = 0;
    for (Index j = 0; j < 11; ++j) {
        expected -= 2 * log_p(data.labels[j], j);
        const double share = static_cast<double>((data.labels.array() == data.labels[j]).count()) / 11;
        none -= 2 * std::log(share);
    }
    CHECK(deviance(data, SoftmaxCrossEntropy{}, fit) == Approx(expected).epsilon(1e-13));
    CHECK(null_deviance(data, SoftmaxCrossEntropy{}) == Approx(none).epsilon(1e-12));
    CHECK(null_deviance(data, SoftmaxCrossEntropy{}, false) == Approx(22 * std::log(3.0)).epsilon(1e-13));

    const auto two = of_labels(2);
    const LinearFit line = some_fit(3, 1);
    const Matrix<double> score = line.predict(two.inputs);
    double binary = 0;
    for (Index j = 0; j < 11; ++j)
        binary += 2 * std::log1p(std::exp(two.labels[j] == 1 ? -score(0, j) : score(0, j)));
    CHECK(deviance(two, Logistic{}, line) == Approx(binary).epsilon(1e-13));
}

TEST_CASE("of targets between 0 and 1 it is twice the divergence: 0 for a model that gives them") {
    const Matrix<double> score = drawn(1, 1, 7);
    const Matrix<double> t = (1 + (-score.array()).exp()).inverse();
    const Dataset<double> data{.inputs = score, .targets = t};
    const LinearFit same{Matrix<double>{{1}}, Vector<double>::Zero(1), {}};
    CHECK(std::abs(deviance(data, Logistic{}, same)) < 1e-14);
    CHECK(deviance_explained(data, Logistic{}, same) == Approx(1));
    CHECK(deviance(data, Logistic{}, some_fit(1, 1)) > 0.1);
}

TEMPLATE_TEST_CASE("a sample of weight 2 counts as if it stood there twice", "", SquaredError, Logistic,
                   SoftmaxCrossEntropy) {
    constexpr bool squared = std::same_as<TestType, SquaredError>;
    auto data = of_labels(2);
    if (squared) data.targets = drawn(2, 1, 11), data.labels.resize(0);
    data.sample_weights = Vector<double>::Ones(11);
    data.sample_weights[4] = 2, data.sample_weights[7] = 0;
    Dataset<double> often = subset(data, {0, 1, 2, 3, 4, 4, 5, 6, 8, 9, 10});
    often.sample_weights.resize(0);
    const LinearFit fit = some_fit(3, std::same_as<TestType, SoftmaxCrossEntropy> ? 2 : 1);
    CHECK(deviance(data, TestType{}, fit) == Approx(deviance(often, TestType{}, fit)).epsilon(1e-12));
    CHECK(null_deviance(data, TestType{}) == Approx(null_deviance(often, TestType{})).epsilon(1e-12));
}

TEST_CASE("nothing to explain, and a model of other outputs") {
    const Dataset<double> flat{.inputs = drawn(1, 3, 5), .targets = Matrix<double>::Constant(1, 5, 7)};
    CHECK(deviance_explained(flat, SquaredError{}, some_fit(3, 1)) == 0);
    CHECK_THROWS_WITH(deviance(flat, SquaredError{}, some_fit(3, 2)),
                      "deviance: the data have 1 outputs, the model 2");
}

}  // namespace tests::selection_deviance
