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

}  // namespace tests::model_evaluate
