#include <regula/layer/winner_take_all.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_winner_take_all {

TEST_CASE("WinnerTakeAll obeys the laws of a layer, in prediction and in training") {
    const auto shape = GENERATE(Shape{2, 3, 2}, Shape{5});
    const auto rate = GENERATE(0.05, 0.3, 1.0);
    for (const auto& broken : {check_layer(WinnerTakeAll{rate}, shape),
                               check_layer(WinnerTakeAll{rate}, shape, true, 1e-6, Key{1})}) {
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

TEMPLATE_TEST_CASE("in training each unit keeps its largest samples, of equal ones the first", "", float,
                   double) {
    const Layer<TestType> layer{WinnerTakeAll{.rate = 0.4}};  // of 4 samples 2
    const Matrix<TestType> x{{1, 3, 2, 0}, {-1, -3, -2, -5}, {7, 0, 7, 7}},
        dy{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
    Matrix<TestType> y, dx;
    Workers workers;
    layer.forward({}, x, y, workers, Key{1});
    CHECK(y == Matrix<TestType>{{0, 3, 2, 0}, {-1, 0, -2, 0}, {7, 0, 7, 0}});
    layer.backward({}, x, y, dy, dx, workers, Key{1});
    CHECK(dx == Matrix<TestType>{{0, 2, 3, 0}, {5, 0, 7, 0}, {9, 0, 11, 0}});
    layer.forward({}, x, y, workers);
    CHECK(y == x);
    layer.backward({}, x, y, dy, dx, workers);
    CHECK(dx == dy);
}

TEST_CASE("the number of winners is the rate's share of the samples, rounded up, at least 1") {
    CHECK(WinnerTakeAll{0.05}.winners(1) == 1);
    CHECK(WinnerTakeAll{0.05}.winners(21) == 2);
    CHECK(WinnerTakeAll{1e-300}.winners(1000) == 1);
    // Products that rounding makes a little more than a whole number count as that number.
    Index wrong = 0;
    for (Index samples = 1; samples <= 500; ++samples)
        for (Index n = 1; n <= samples; ++n)
            wrong +=
                WinnerTakeAll{static_cast<double>(n) / static_cast<double>(samples)}.winners(samples) != n;
    CHECK(wrong == 0);
}

TEST_CASE("a NaN wins its unit, wherever it stands, and no other unit") {
    for (Index at = 0; at < 3; ++at) {
        Matrix<double> x{{1, 3, 0}, {5, 4, 6}}, y;
        x(0, at) = std::nan("");
        WinnerTakeAll{}.forward(0, x, y, InTraining{});
        CHECK(std::isnan(y(0, at)));
        CHECK(y.row(1) == Matrix<double>{{0, 0, 6}});
    }
}

Network<double> network() { return {3, {Dense{6}, Relu{}, WinnerTakeAll{.rate = 0.3}, Dense{2}}, Key{1}}; }
const Dataset<double> data{.inputs = test::drawn(1, 3, 10), .targets = test::drawn(2, 2, 10)};

TEST_CASE("a step takes the winners of its minibatch; evaluation and Monte-Carlo passes take all units") {
    auto net = network();
    const Network<double> plain{3, {Dense{6}, Relu{}, Dense{2}}, Key{1}};
    CHECK(net.predict(data.inputs, Key{3}, on(hidden, Dropout{0})) == net.predict(data.inputs));
    // The loss of the first step by hand, from a network without the layer and with the same weights.
    const Matrix<double> w0 = net.parameters()["0.weight"], w1 = net.parameters()["1.weight"];
    Matrix<double> h = (w0.transpose() * data.inputs).cwiseMax(0.0), sparse;
    WinnerTakeAll{.rate = 0.3}.forward(0, h, sparse, InTraining{});
    CHECK((sparse.array() > 0).rowwise().count().maxCoeff() == 3);
    CHECK((net.predict(data.inputs) - w1.transpose() * h).norm() < 1e-14);
    const auto report = fit(net, SquaredError{}, data, Sgd{.epochs = 1, .batch_size = 10});
    CHECK(report.last().at("loss") ==
          Approx(SquaredError{}.value((w1.transpose() * sparse).eval(), data.targets)).epsilon(1e-13));
}

TEST_CASE("minibatches of one sample train all units, and solvers of whole objectives refuse the layer") {
    auto net = network();
    Network<double> plain{3, {Dense{6}, Relu{}, Dense{2}}, Key{1}};
    plain.parameters().vector() = net.parameters().vector();
    const Sgd sgd{.learning_rate = 0.1, .epochs = 2, .batch_size = 1};
    fit(net, SquaredError{}, data, sgd);
    fit(plain, SquaredError{}, data, sgd);
    CHECK(net.parameters().vector() == plain.parameters().vector());
    CHECK_THROWS_WITH(fit(net, SquaredError{}, data, Lbfgs{}),
                      Catch::Matchers::ContainsSubstring("depend on the minibatch"));
}

TEST_CASE("WinnerTakeAll refuses rates outside of 0 to 1") {
    for (const double rate : {0.0, -0.1, 1.5})
        CHECK_THROWS_WITH((Network<double>{5, {WinnerTakeAll{rate}}, Key{1}}),
                          text("WinnerTakeAll: rate must be in (0, 1], got ", rate));
    CHECK_THROWS_AS(WinnerTakeAll{std::nan("")}.outputs(5), std::invalid_argument);
    const Matrix<double> x = Matrix<double>::Ones(2, 3);
    Matrix<double> y;
    CHECK_THROWS_AS((WinnerTakeAll{2}.forward(0, x, y, InTraining{})), std::invalid_argument);
}

}  // namespace tests::layer_winner_take_all
