#include <regula/ensemble/evaluate_outputs.hpp>

#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

TEST_CASE("an ensemble of one network is judged as the network") {
    const Dataset<double> data{
        .inputs = test::drawn(1, 2, 7), .targets = {}, .labels = Labels{{0, 2, 1, 1, 0, 2, 0}}};
    const Dataset<double> numbers{.inputs = data.inputs, .targets = test::drawn(2, 3, 7)};
    const auto net = mlp<double>({2, 4, 3}, Key{1});
    const Ensemble<Network<double>> one{{{net}}};
    const auto same = [&](const auto& loss, const auto& on, const auto& combine) {
        const auto found = evaluate(one, loss, on, combine), alone = evaluate(net, loss, on);
        return std::abs(found.loss - alone.loss) < 1e-14 &&
               (found.error == alone.error || (std::isnan(found.error) && std::isnan(alone.error)));
    };
    CHECK(same(SoftmaxCrossEntropy{}, data, AverageProbability{}));
    CHECK(same(SoftmaxCrossEntropy{}, data, GeometricMean{}));
    CHECK(same(SquaredError{}, data, Average{}));
    CHECK(same(SquaredError{}, numbers, Average{}));
    CHECK(evaluate(one, SquaredError{}, data, MajorityVote{}).error ==
          evaluate(net, SquaredError{}, data).error);
}

TEST_CASE("labels become columns of a unit matrix, or zeros and ones of one output") {
    const Dataset<float> data{
        .inputs = Matrix<float>::Zero(1, 3), .targets = {}, .labels = Labels{{1, 0, 1}}};
    CHECK(target_columns(data, 1) == Matrix<float>{{1, 0, 1}});
    CHECK(target_columns(data, 3) == Matrix<float>{{0, 1, 0}, {1, 0, 1}, {0, 0, 0}});
    const Matrix<float> y{{2, -1, -1}};
    CHECK(evaluate_outputs(y, Logistic{}, data).error == 1 / 3.0);
    CHECK(evaluate_outputs(y, Logistic{}, data).loss ==
          Approx((std::log1p(std::exp(-2)) + std::log1p(std::exp(-1)) + std::log1p(std::exp(1))) / 3));
    CHECK_THROWS_WITH(evaluate_outputs(Matrix<float>{Matrix<float>::Zero(1, 2)}, Logistic{}, data),
                      "evaluate_outputs: needs outputs for 3 samples, got 2");
}

TEST_CASE("an ensemble of sure members has their loss, with labels and with columns") {
    auto one = linear_model<float>(1, 1), two = linear_model<float>(1, 2);
    one.parameters().vector() << 20, 0;
    two.parameters().vector() << 110, 0, 0, 0;
    const Ensemble<Network<float>> yes_or_no{{{one}, {one}}}, classes{{{two}, {two}}};
    const Dataset<float> data{.inputs = Matrix<float>{{1, -1}}, .targets = {}, .labels = Labels{{1, 0}}},
        wrong{.inputs = Matrix<float>{{1, 1}}, .targets = {}, .labels = Labels{{0, 1}}},
        columns{.inputs = Matrix<float>{{1, 1}}, .targets = Matrix<float>{{1, 1}, {0, 0}}};
    const AverageProbability mean;
    CHECK(std::abs(evaluate(yes_or_no, Logistic{}, data, mean).loss - evaluate(one, Logistic{}, data).loss) <=
          1e-7);
    CHECK(std::abs(evaluate(classes, SoftmaxCrossEntropy{}, wrong, mean).loss - 55) <= 1e-4);
    CHECK(std::abs(evaluate(classes, SoftmaxCrossEntropy{}, columns, mean).loss) <= 1e-6);
}

TEST_CASE("what is said of an ensemble is said of data that fit it, or refused") {
    const Matrix<double> y = Matrix<double>::Ones(3, 5), x = Matrix<double>::Ones(2, 5);
    const Dataset<double> beyond{.inputs = x, .targets = {}, .labels = Labels::Constant(5, 7)};
    const Dataset<double> short_of{.inputs = x, .targets = {}, .labels = Labels::Zero(3)};
    const Dataset<double> narrow{.inputs = x, .targets = Matrix<double>::Ones(2, 5)};
    const Ensemble<Network<double>> one{{{mlp<double>({2, 4, 3}, Key{1})}}};
    for (const auto* data : {&beyond, &short_of, &narrow}) {
        CHECK_THROWS_AS(evaluate_outputs(y, SoftmaxCrossEntropy{}, *data), std::invalid_argument);
        CHECK_THROWS_AS(evaluate_outputs(y, SquaredError{}, *data), std::invalid_argument);
        CHECK_THROWS_AS(evaluate(one, SoftmaxCrossEntropy{}, *data), std::invalid_argument);
        CHECK_THROWS_AS(evaluate(one, SquaredError{}, *data), std::invalid_argument);
    }
    const Matrix<double> single = Matrix<double>::Ones(1, 5);
    CHECK_THROWS_AS(evaluate_outputs(single, SquaredError{}, beyond), std::invalid_argument);
}
