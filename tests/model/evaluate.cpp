#include <regula/model/evaluate.hpp>

#include <regula/loss.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_evaluate {

using Catch::Matchers::WithinRel;

TEMPLATE_TEST_CASE("evaluation in parts is evaluation of the whole", "", float, double) {
    const auto net = mlp<TestType>({4, 6, 3}, Key{1});
    Dataset<TestType> data{.inputs = Matrix<TestType>(4, 23), .labels = Labels(23)};
    fill_normal(Key{2}, data.inputs);
    for (Index i = 0; i < 23; ++i) data.labels[i] = static_cast<int>(i % 3);
    Workers workers;
    const auto y = net.predict(data.inputs);
    const double loss = SoftmaxCrossEntropy{}.value(y, data.labels);
    const double error = static_cast<double>(count_errors(y, data.labels)) / 23;
    CHECK((error > 0.1 && error < 1));
    for (const Index part : {1, 5, 23, 100}) {
        const Evaluation found = evaluate(net, SoftmaxCrossEntropy{}, data, workers, part);
        CHECK_THAT(found.loss, WithinRel(loss, 1e-5));
        CHECK(found.error == error);
    }
    // A loss that takes no labels sees columns of a unit matrix.
    Matrix<TestType> unit;
    one_hot(data.labels, 3, unit);
    CHECK_THAT(evaluate(net, SquaredError{}, data).loss, WithinRel(SquaredError{}.value(y, unit), 1e-5));
}

TEST_CASE("a sample with NaN outputs has a wrong class, whatever its label") {
    auto net = mlp<double>({4, 6, 3}, Key{1});
    net.parameters()["1.bias"](1, 0) = std::nan("");
    Dataset<double> data{.inputs = Matrix<double>::Ones(4, 3), .labels = Labels{{0, 1, 2}}};
    CHECK(evaluate(net, SoftmaxCrossEntropy{}, data).error == 1);
    CHECK(count_errors(Matrix<double>{{std::nan(""), 1}}, Labels{{0, 1}}) == 1);
}

TEST_CASE("errors are counted by the largest output, or by the sign of the only one") {
    const Matrix<double> scores{{3, 0, -1}, {1, 2, -2}}, one{{0.5, -0.5, 2}};
    CHECK(count_errors(scores, Labels{{0, 1, 0}}) == 0);
    CHECK(count_errors(scores, Labels{{1, 1, 1}}) == 2);
    CHECK(count_errors(one, Labels{{1, 0, 0}}) == 1);
}

TEST_CASE("regression has a loss and no error rate") {
    const auto net = linear_model<double>(2, 1);
    const Dataset<double> data{.inputs = Matrix<double>::Ones(2, 3),
                               .targets = Matrix<double>::Constant(1, 3, 2)};
    const Evaluation found = evaluate(net, SquaredError{}, data);
    CHECK(found.loss == 2);
    CHECK(std::isnan(found.error));
}

TEST_CASE("data that do not fit the network or the loss are refused, not read past their end") {
    const auto net = mlp<double>({4, 3}, Key{1});
    Workers workers;
    const Matrix<double> x = Matrix<double>::Ones(4, 5);
    const Dataset<double> labelled{.inputs = x, .labels = Labels::Constant(5, 7)};
    const Dataset<double> narrow{.inputs = x, .targets = Matrix<double>::Ones(2, 5)};
    const Dataset<double> short_of{.inputs = x, .labels = Labels::Zero(3)};
    const Dataset<double> few{.inputs = Matrix<double>::Ones(3, 5), .labels = Labels::Zero(5)};
    const auto refused = [&](const auto& loss, const Dataset<double>& data) {
        CHECK_THROWS_AS(evaluate(net, loss, data), std::invalid_argument);
        CHECK_THROWS_AS(evaluate(net, loss, data, workers), std::invalid_argument);
    };
    for (const auto* data : {&labelled, &narrow, &short_of, &few}) {
        refused(SoftmaxCrossEntropy{}, *data);
        refused(SquaredError{}, *data);
    }
    const Dataset<double> good{.inputs = x, .labels = Labels::Zero(5)};
    CHECK_THROWS_WITH(evaluate(net, SoftmaxCrossEntropy{}, good, workers, 0),
                      "evaluate: part_size must be >= 1, got 0");
    const Matrix<double> y = Matrix<double>::Ones(3, 2);
    CHECK_THROWS_WITH(
        count_errors(y, Labels{{0, 1, 2}}),
        "count_errors: needs outputs and one label a sample, got 3 labels for outputs of 3 x 2");
}

TEST_CASE("one output answers yes or no for a loss of targets, too") {
    const auto net = linear_model<double>(4, 1);
    const Dataset<double> data{.inputs = Matrix<double>::Ones(4, 3), .labels = Labels{{0, 1, 1}}};
    CHECK(evaluate(net, SquaredError{}, data).loss == Approx(1 / 3.0));  // its outputs are 0
}

}  // namespace tests::model_evaluate
