#include <regula/adversarial/interval_training.hpp>

#include <regula/adversarial/interval_bounds.hpp>
#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/relu.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::adversarial_interval_training {

using test::drawn;

Network<double> image_net(Index outputs) {
    Network<double> net{Shape{4, 5},
                        {Conv2d{.channels = 3, .size = 2}, BatchNorm{}, Relu{}, MaxPool2d{2},
                         Residual{Dense{6}, Tanh{}}, Dense{outputs}},
                        Key{2}};
    for (const Block& block : net.parameters().blocks())
        if (block.role != Role::statistic)
            net.parameters()[block] +=
                0.3 * drawn(static_cast<std::uint64_t>(block.rows), block.rows, block.cols);
    return net;
}

Dataset<double> classes(Index features, Index samples) {
    Dataset<double> data{.inputs = drawn(1, features, samples), .labels = Labels(samples)};
    for (Index i = 0; i < samples; ++i) {
        const double a = data.inputs(0, i) + 0.4 * data.inputs(1, i), b = data.inputs(2, i);
        data.labels[i] = a > 0.4 ? 0 : b > 0 ? 1 : 2;
    }
    return data;
}

TEST_CASE("interval training keeps the laws of an auxiliary loss") {
    for (const Threat& threat : {Threat{LInfinityBall{0.1}}, Threat{L2Ball{0.2}}, Threat{L1Ball{0.0}}})
        for (const double clean_share : {0.0, 0.3, 1.0}) {
            const auto broken = check(IntervalTraining{.threat = threat, .clean_share = clean_share});
            CAPTURE(broken, clean_share);
            CHECK(broken.empty());
        }
}

TEST_CASE("the gradient of a step with interval training is that of its objective, for every loss") {
    const auto error = [](Network<double> net, const auto& loss, const Batch<double>& batch,
                          const auto&... policies) {
        const auto attached = pipeline(policies...);
        auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
        auto objective = objective_of(net, loss, attached);
        Workers alone;
        Parameters<double> g = net.parameters(), unused = g;
        const auto value = [&](const Vector<double>& theta, Parameters<double>& to) {
            net.parameters().vector() = theta;
            for (auto& term : hooks.terms()) term = 0;
            double sum = objective(net.parameters(), batch, to, hooks, alone);
            for (const double term : hooks.terms()) sum += term;
            return sum;
        };
        const Vector<double> theta = net.parameters().vector();
        value(theta, g);
        Vector<double> expected = test::differences(
            theta, [&](const Vector<double>& at) { return value(at, unused); }, 1e-6);
        for (const Block& block : net.parameters().blocks())
            if (block.role == Role::statistic) {
                expected.segment(block.offset, block.size()).setZero();
                g[block].setZero();
            }
        REQUIRE(expected.norm() > 0.01);
        return (g.vector() - expected).norm() / expected.norm();
    };
    const auto data = classes(20, 7);
    const Batch<double> labelled{.inputs = data.inputs, .targets = {}, .labels = data.labels};
    const Batch<double> valued{.inputs = data.inputs, .targets = drawn(5, 2, 7), .labels = {}};
    Batch<double> yes = valued;
    yes.targets = (valued.targets.array() > 0).cast<double>();
    yes.targets(0, 3) = 0.3;
    const IntervalTraining here{.threat = LInfinityBall{0.1}, .clean_share = 0.3};
    const IntervalTraining other{.threat = LInfinityBall{0.3}, .clean_share = 0.5, .range = {-9, 9}};
    CHECK(error(image_net(3), SoftmaxCrossEntropy{}, labelled, here) < 1e-7);
    CHECK(error(image_net(3), SoftmaxCrossEntropy{}, labelled, here, Dropout{0.3}, on(hidden, L2{0.1})) <
          1e-7);
    CHECK(error(image_net(3), SoftmaxCrossEntropy{}, labelled, here, other, L2{1e-2}) < 1e-7);
    CHECK(error(image_net(2), SquaredError{}, valued, here) < 1e-7);
    CHECK(error(image_net(2), Logistic{}, yes, here) < 1e-7);
    Network<double> flat{20, {Dense{6}, Tanh{}, Dense{1}}, Key{1}};
    Batch<double> binary = labelled;
    binary.labels = data.labels.cwiseMin(1);
    CHECK(error(flat, Logistic{}, binary, IntervalTraining{.threat = L2Ball{0.4}}) < 1e-7);
    CHECK(error(flat, Logistic{}, binary, IntervalTraining{.threat = L1Ball{0.4}, .clean_share = 0}) < 1e-7);
}

TEST_CASE("its term is its share of the certified loss, and the loss has the other share") {
    Network<double> net{5, {Dense{8}, Relu{}, Dense{3}}, Key{1}};
    const auto data = classes(5, 23);
    const auto untrained = net;
    const auto report =
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 0.1, .epochs = 1, .batch_size = 23},
            IntervalTraining{.threat = LInfinityBall{0.1}, .clean_share = 0.3});
    const IntervalBounds bounds{.threat = LInfinityBall{0.1}};
    CHECK(report.last().at("IntervalTraining") ==
          Approx(0.7 * certified_loss(untrained, SoftmaxCrossEntropy{}, data, bounds)).epsilon(1e-10));
    CHECK(report.last().at("loss") ==
          Approx(0.3 * evaluate(untrained, SoftmaxCrossEntropy{}, data).loss).epsilon(1e-12));
}

TEST_CASE(
    "a schedule raises the radius from 0: the first step has the loss itself, a later one the whole radius") {
    Network<double> net{5, {Dense{8}, Relu{}, Dense{3}}, Key{1}};
    const auto data = classes(5, 23);
    const double loss = evaluate(net, SoftmaxCrossEntropy{}, data).loss;
    const Sgd still{.learning_rate = 1e-300, .epochs = 3, .batch_size = 23};
    const IntervalTraining whole{.threat = LInfinityBall{0.1}, .clean_share = 0};
    const auto report = fit(net, SoftmaxCrossEntropy{}, data, still,
                            scheduled(whole, &IntervalTraining::radius_factor, WarmUp{2}));
    const auto certified = [&](double radius) {
        return certified_loss(net, SoftmaxCrossEntropy{}, data,
                              IntervalBounds{.threat = LInfinityBall{radius}});
    };
    CHECK(report.history[0].at("IntervalTraining") == Approx(loss).epsilon(1e-10));
    CHECK(report.history[1].at("IntervalTraining") == Approx(certified(0.05)).epsilon(1e-10));
    CHECK(report.history[2].at("IntervalTraining") == Approx(certified(0.1)).epsilon(1e-10));
    CHECK(certified(0.1) > certified(0.05));
    CHECK(certified(0.05) > loss * 1.05);
}

TEST_CASE("interval training lowers the certified error at a small cost of the plain one") {
    const auto data = classes(5, 300), test = classes(5, 300);
    const auto trained = [&](const auto&... policies) {
        Network<double> net{5, {Dense{20}, Relu{}, Dense{20}, Relu{}, Dense{3}}, Key{1}};
        fit(net, SoftmaxCrossEntropy{}, data,
            Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 40, .batch_size = 30}, policies...);
        return net;
    };
    const auto plain = trained();
    const auto robust = trained(scheduled(IntervalTraining{.threat = LInfinityBall{0.15}},
                                          &IntervalTraining::radius_factor, WarmUp{10}));
    const IntervalBounds bounds{.threat = LInfinityBall{0.15}};
    const double before = certified_error(plain, test, bounds), after = certified_error(robust, test, bounds);
    CAPTURE(before, after);
    CHECK(before > 0.4);
    CHECK(after < 0.25);
    CHECK(evaluate(robust, SoftmaxCrossEntropy{}, test).error < 0.25);
}

TEST_CASE("interval training has the same bits for several threads, and allocates nothing after warm-up") {
    const auto data = classes(20, 24);
    const auto trained = [&](int threads) {
        auto net = image_net(3);
        fit(net, SoftmaxCrossEntropy{}, data,
            Sgd{.learning_rate = 0.1, .epochs = 2, .batch_size = 7, .threads = threads}, Dropout{0.3},
            IntervalTraining{.threat = LInfinityBall{0.1}});
        return net;
    };
    CHECK(trained(1).parameters().vector() == trained(3).parameters().vector());
    if (!allocations_are_counted()) return;
    const auto in_an_epoch = [&](Index batch_size) {
        auto net = image_net(3);
        std::vector<std::size_t> counts;
        counts.reserve(10);
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.epochs = 6, .batch_size = batch_size},
            IntervalTraining{.threat = LInfinityBall{0.1}}, IntervalTraining{.threat = L2Ball{0.1}},
            InputGradientPenalty{0.1}, [&](const Record&) { counts.push_back(allocations()); });
        return counts[4] - counts[3];
    };
    CHECK(in_an_epoch(5) == in_an_epoch(24));  // those of the epoch's record
}

TEST_CASE("interval training refuses bad settings, and targets in place of labels") {
    CHECK_THROWS_AS((IntervalTraining{.threat = LInfinityBall{-1}}.check()), std::invalid_argument);
    CHECK_THROWS_WITH((IntervalTraining{.threat = L2Ball{1}, .clean_share = 1.5}.check()),
                      "IntervalTraining: clean_share must be in [0, 1], got 1.5");
    CHECK_THROWS_AS((IntervalTraining{.threat = L2Ball{1}, .radius_factor = -1}.check()),
                    std::invalid_argument);
    CHECK_THROWS_AS((IntervalTraining{.threat = L2Ball{1}, .range = {1, 0}}.check()), std::invalid_argument);
    Network<double> net{5, {Dense{3}}, Key{1}};
    const Dataset<double> soft{.inputs = drawn(1, 5, 9), .targets = Matrix<double>::Constant(3, 9, 1.0 / 3)};
    CHECK_THROWS_AS(
        fit(net, SoftmaxCrossEntropy{}, soft, Sgd{.epochs = 1}, IntervalTraining{.threat = L2Ball{1}}),
        std::invalid_argument);
}

}  // namespace tests::adversarial_interval_training
