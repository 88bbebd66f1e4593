#include <regula/layer/batch_norm.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/layer/check.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/residual.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/network.hpp>
#include <regula/model/objective.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/update/clip_norm.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/sam.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::layer_batch_norm {

TEST_CASE("BatchNorm obeys the laws of a layer, in prediction and in training") {
    const auto image = GENERATE(Shape{2, 3, 2}, Shape{5});
    for (const auto& broken :
         {check_layer(BatchNorm{}, image), check_layer(BatchNorm{}, image, true, 1e-6, Key{1})}) {
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

Network<double> network() {
    return {Shape{3, 4, 2}, {Conv2d{.channels = 3}, BatchNorm{}, Relu{}, Dense{2}}, Key{1}};
}
Dataset<double> data(Index samples) {
    return {.inputs = test::drawn(1, 24, samples), .targets = test::drawn(2, 2, samples)};
}
const auto conv_outputs = [](const Network<double>& net, const Matrix<double>& x) {
    Network<double> first{Shape{3, 4, 2}, {Conv2d{.channels = 3}}, Key{1}};
    first.parameters().vector() = net.parameters().vector().head(first.parameters().size());
    return first.predict(x);
};

TEST_CASE("a step standardises by the minibatch and moves the running statistics by a share") {
    auto net = network();
    const auto train = data(7);
    const Matrix<double> z = conv_outputs(net, train.inputs);
    // With the smallest learning rate only the statistics move.
    fit(net, SquaredError{}, train, Sgd{.learning_rate = 1e-300, .epochs = 2, .batch_size = 7});
    for (Index c = 0; c < 3; ++c) {
        const auto channel = z.middleRows(2 * c, 2);
        const double mean = channel.mean(), unbiased = (channel.array() - mean).square().sum() / 13;
        CHECK(std::abs(net.parameters()["BatchNorm[0].mean"](c) - 0.19 * mean) < 1e-14);
        CHECK(std::abs(net.parameters()["BatchNorm[0].variance"](c) - (0.81 + 0.19 * unbiased)) < 1e-14);
    }
    // Prediction uses them, sample by sample.
    const Matrix<double> all = net.predict(train.inputs), one = net.predict(train.inputs.col(3));
    CHECK((all.col(3) - one).norm() < 1e-13);
    // So do Monte-Carlo passes: without gates a random pass is the prediction.
    CHECK(net.predict(train.inputs, Key{3}, on(hidden, Dropout{0})) == all);
}

TEST_CASE(
    "the gradient of a step is that of the loss with the statistics of the minibatch, under dropout too") {
    const Dataset<double> train = data(7);
    const std::vector<Layer<double>> layers{
        Conv2d{.channels = 2},
        BatchNorm{},
        Residual{Relu{}, Conv2d{.channels = 2, .padding = 1}, BatchNorm{}},
        Dense{3},
        BatchNorm{},
        Dense{2}};
    Network<double> net{Shape{3, 4, 2}, layers, Key{1}};
    const Sgd sgd{.learning_rate = 1, .epochs = 1, .batch_size = 7, .seed = 3};
    const Vector<double> theta = net.parameters().vector();
    const auto loss = [&](const Vector<double>& at) {
        net.parameters().vector() = at;
        const auto report =
            fit(net, SquaredError{}, train, sgd, on(hidden, Dropout{0.3}), on(hidden, L2{0.1}));
        double sum = 0;
        for (const Term& term : report.last().objective) sum += term.value;
        return sum;
    };
    loss(theta);
    Vector<double> moved = theta - net.parameters().vector();
    Vector<double> slope = test::differences(theta, loss, 1e-5);
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::statistic)
            for (Vector<double>* const v : {&moved, &slope}) v->segment(block.offset, block.size()).setZero();
    CHECK((moved - slope).norm() < 1e-7 * slope.norm());
}

TEST_CASE(
    "policies and optimizers leave statistics alone: they see neither penalty, nor clipping, nor momentum") {
    auto net = network(), other = network();
    const auto train = data(7);
    const Sgd sgd{.learning_rate = 1e-300, .momentum = 0.9, .epochs = 2, .batch_size = 7};
    fit(net, SquaredError{}, train, sgd);
    fit(other, SquaredError{}, train, sgd, on(parameters, L2{0.5}), ClipNorm{1e-3}, Sam{0.05});
    for (const char* name : {"BatchNorm[0].mean", "BatchNorm[0].variance"})
        CHECK(net.parameters()[name] == other.parameters()[name]);
    // The length of the gradient is that without the steps of statistics.
    auto bare = network(), clipped = network();
    const Sgd moving{.learning_rate = 0.1, .epochs = 1, .batch_size = 7};
    const Vector<double> start = bare.parameters().vector();
    fit(bare, SquaredError{}, train, moving);
    fit(clipped, SquaredError{}, train, moving, ClipNorm{1e-2});
    double squares = 0;
    for (const Block& block : bare.parameters().blocks())
        if (block.role != Role::statistic)
            squares +=
                (clipped.parameters().vector() - start).segment(block.offset, block.size()).squaredNorm();
    CHECK(std::abs(std::sqrt(squares) - 0.1 * 1e-2) < 1e-12);
}

TEST_CASE("a run that is continued has the same bits, averages in time have statistics, and solvers refuse") {
    const auto train = data(13);
    const Sgd two{.learning_rate = 0.05, .momentum = 0.9, .epochs = 2, .batch_size = 5};
    Sgd one = two;
    one.epochs = 1;
    auto whole = network(), parts = network();
    fit(whole, SquaredError{}, train, two, Ema{0.9});
    State<double> state;
    fit(state, parts, SquaredError{}, train, one, Ema{0.9});
    fit(state, parts, SquaredError{}, train, two, Ema{0.9});
    CHECK(whole.parameters().vector() == parts.parameters().vector());
    CHECK(!whole.parameters()["BatchNorm[0].mean"].isZero(1e-6));
    CHECK_THROWS_WITH(fit(whole, SquaredError{}, train, Lbfgs{}),
                      Catch::Matchers::ContainsSubstring("depend on the minibatch"));
}

TEST_CASE("several visits in a step move the statistics by the mean of their changes") {
    const Dataset<double> train{.inputs = test::drawn(1, 2, 6), .targets = test::drawn(2, 1, 6)};
    Network<double> net{2, {BatchNorm{.update_rate = 1}, Dense{1}}, Key{1}};
    minimize(
        net,
        [&](auto& pass, const auto& batch) {
            for (const double by : {1.0, 0.1, -3.0}) {
                const Node y = net(pass, pass.constant(by * batch.inputs));
                pass.add_loss("loss", SquaredError{}, y, batch);
            }
        },
        train, Sgd{.learning_rate = 1e-300, .epochs = 1, .batch_size = 6});
    for (Index i = 0; i < 2; ++i) {
        const double mean = train.inputs.row(i).mean();
        const double variance = (train.inputs.row(i).array() - mean).square().sum() / 5;
        CHECK(std::abs(net.parameters()["BatchNorm[0].mean"](i) - mean * (1 + 0.1 - 3) / 3) < 1e-14);
        CHECK(std::abs(net.parameters()["BatchNorm[0].variance"](i) - variance * (1 + 0.01 + 9) / 3) < 1e-13);
    }
}

TEST_CASE("a minibatch of one number a channel leaves the statistics, and bad settings are refused") {
    Network<double> net{3, {Dense{4}, BatchNorm{}, Dense{1}}, Key{1}};
    const Dataset<double> train{.inputs = test::drawn(1, 3, 1), .targets = test::drawn(2, 1, 1)};
    fit(net, SquaredError{}, train, Sgd{.epochs = 1, .batch_size = 1});
    CHECK(net.parameters()["BatchNorm[0].mean"].isZero(0));
    CHECK(net.parameters().vector().allFinite());
    CHECK_THROWS_WITH(BatchNorm{0}.blocks(3), "BatchNorm: update_rate must be in (0, 1], got 0");
    CHECK_THROWS_WITH((BatchNorm{0.1, 0}.blocks(3)), "BatchNorm: epsilon must be finite and >= 1e-30, got 0");
}

TEST_CASE("a tangent of a network with batch normalisation is that of its prediction") {
    auto net = network();
    fit(net, SquaredError{}, data(7), Sgd{.learning_rate = 0.01, .epochs = 2, .batch_size = 7});
    const Matrix<double> x = test::drawn(3, 24, 2), v = test::drawn(4, 24, 2);
    const double h = 1e-6;
    const Matrix<double> slope = (net.predict(x + h * v) - net.predict(x - h * v)) / (2 * h);
    CHECK((jacobian_vector_product(net, x, v) - slope).norm() < 1e-7 * slope.norm());
}

}  // namespace tests::layer_batch_norm
