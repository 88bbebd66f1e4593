#include <regula/auxiliary/input_gradient_penalty.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/every_layer.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::auxiliary_input_gradient_penalty {

using test::drawn;

Dataset<double> classes() {
    Dataset<double> data{.inputs = drawn(1, 5, 23), .labels = Labels(23)};
    for (Index i = 0; i < 23; ++i) data.labels[i] = data.inputs(0, i) + 0.3 * data.inputs(1, i) > 0 ? 1 : 0;
    return data;
}

Report train(Network<double>& net, const Dataset<double>& data, double strength, const Sgd& sgd,
             bool dropout = true) {
    return fit(net, SoftmaxCrossEntropy{}, data, sgd, when(dropout, Dropout{0.3}), L2{1e-3},
               InputGradientPenalty{strength});
}

TEST_CASE("it charges half the mean square of the samples' slopes") {
    auto net = test::with_biases(mlp<double>({5, 7, 2}, Key{1}, Tanh{}));
    const auto data = classes();
    const auto slopes = input_gradient(net, SoftmaxCrossEntropy{}, data);
    const double expected = 0.7 / 2 * slopes.colwise().squaredNorm().mean();
    const auto report = train(net, data, 0.7, {.learning_rate = 0.1, .epochs = 1, .batch_size = 23}, false);
    CHECK(report.last().at("InputGradientPenalty") == Approx(expected).epsilon(1e-12));
    CHECK(report.last().objective.size() == 3);
}

TEST_CASE(
    "of a linear model with squared error it is known: the residual's square times that of the weights") {
    auto net = test::with_biases(linear_model<double>(4, 1));
    net.parameters()["0.weight"] = drawn(5, 4, 1);
    const Dataset<double> data{.inputs = drawn(1, 4, 9), .targets = drawn(2, 1, 9)};
    const Matrix<double> residual = net.predict(data.inputs) - data.targets;
    const double factor = SquaredError{}.value(Matrix<double>{Matrix<double>::Ones(1, 1)},
                                               Matrix<double>{Matrix<double>::Zero(1, 1)}) *
                          2;
    const double expected =
        0.2 / 2 * factor * factor * residual.squaredNorm() / 9 * net.parameters()["0.weight"].squaredNorm();
    const auto report =
        fit(net, SquaredError{}, data, Sgd{.learning_rate = 0.1, .epochs = 1, .batch_size = 9},
            InputGradientPenalty{0.2});
    CHECK(report.last().at("InputGradientPenalty") == Approx(expected).epsilon(1e-12));
}

TEST_CASE("its gradient agrees with differences on networks of every layer, with noise and dropout") {
    test::check_on_every_layer(1e-6, InputGradientPenalty{3});
}

TEST_CASE("training with it flattens the loss around the samples") {
    const auto data = classes();
    const auto slope_after = [&](double strength) {
        auto net = mlp<double>({5, 16, 2}, Key{1}, Tanh{});
        train(net, data, strength, {.learning_rate = 0.2, .epochs = 60, .batch_size = 8});
        return input_gradient(net, SoftmaxCrossEntropy{}, data).colwise().squaredNorm().mean();
    };
    CHECK(slope_after(1) < 0.5 * slope_after(0));
}

TEST_CASE("the same bits for any number of threads, and batches that do not divide the data") {
    const auto data = classes();
    const auto after = [&](int threads) {
        Network<double> net{5, {Dense{140}, Tanh{}, Residual{Dense{140}, Tanh{}}, Dense{2}}, Key{1}};
        train(net, data, 0.3, {.learning_rate = 0.05, .epochs = 2, .batch_size = 9, .threads = threads});
        return Vector<double>{net.parameters().vector()};
    };
    CHECK(after(1) == after(3));
}

TEST_CASE("switched off it charges nothing and is no term, and a strength below zero is refused") {
    auto net = mlp<double>({5, 7, 2}, Key{1}, Tanh{}), same = net;
    const auto data = classes();
    const Sgd sgd{.learning_rate = 0.1, .epochs = 2, .batch_size = 9};
    const auto report = fit(net, SoftmaxCrossEntropy{}, data, sgd, when(false, InputGradientPenalty{0.3}));
    CHECK(report.last().objective.size() == 1);
    fit(same, SoftmaxCrossEntropy{}, data, sgd);
    CHECK(net.parameters().vector() == same.parameters().vector());
    CHECK_THROWS_WITH(fit(net, SoftmaxCrossEntropy{}, data, sgd, InputGradientPenalty{-1}),
                      "InputGradientPenalty: strength must be >= 0, got -1");
}

TEST_CASE("a schedule moves its strength") {
    auto net = mlp<double>({5, 7, 2}, Key{1}, Tanh{});
    const auto report =
        fit(net, SoftmaxCrossEntropy{}, classes(), Sgd{.learning_rate = 1e-9, .epochs = 2, .batch_size = 23},
            scheduled(InputGradientPenalty{0.4}, [](double epoch) { return epoch < 0.5 ? 1.0 : 0.5; }));
    CHECK(report.history[1].at("InputGradientPenalty") ==
          Approx(report.history[0].at("InputGradientPenalty") / 2).epsilon(1e-6));
}

}  // namespace tests::auxiliary_input_gradient_penalty
