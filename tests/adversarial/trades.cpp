#include <regula/adversarial/trades.hpp>

#include <regula/adversarial/robust_error.hpp>
#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/optimize/schedule.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::adversarial_trades {

TEST_CASE("in the maximum norm Trades keeps the laws of auxiliary losses") {
    const auto broken = check(Trades{.threat = LInfinityBall{0.3}, .strength = 2, .steps = 4});
    CAPTURE(broken);
    CHECK(broken.empty());
}

TEST_CASE("Trades charges the divergence at the attack's points, with its gradient at both ends") {
    const auto check_loss = [](const auto& loss, Index outputs) {
        Network<double> net{5, {Dense{4}, Tanh{}, Dense{outputs}}, Key{5}};
        net.parameters().vector() = test::drawn(6, net.parameters().size());
        const Batch<double> batch{.inputs = test::drawn(3, 5, 11), .targets = {}, .labels = Labels::Zero(11)};
        const Trades policy{.threat = LInfinityBall{0.3}, .strength = 2, .steps = 4};
        const auto attached = pipeline(Dropout{0.3});
        auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
        Workers alone;
        Pass<double> pass;
        Parameters<double> g = net.parameters();
        const auto added = [&](const Matrix<double>& theta) {
            net.parameters().vector() = theta;
            pass.begin(net.parameters(), &g, hooks, alone);
            return pass.apart([&] { policy.add_losses(pass, net, loss, batch); });
        };
        const Vector<double> theta = net.parameters().vector();
        const Vector<double> slope = test::differences(theta, added, 1e-5);
        CHECK(added(theta) > 0.01);
        pass.backward();
        CHECK((g.vector() - slope).norm() < 1e-7 * slope.norm());
    };
    check_loss(SoftmaxCrossEntropy{}, 3);
    check_loss(Logistic{}, 1);
}

TEST_CASE("the value of Trades is the mean divergence of the probabilities, larger than at random points") {
    auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 53);
    const double value =
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 1e-300, .epochs = 1, .batch_size = 53},
            Trades{.threat = L2Ball{0.3}, .strength = 1, .steps = 20})
            .last()
            .at("Trades");
    const Matrix<double> log_p = log_softmax(net.predict(data.inputs));
    const auto divergence = [&](const Matrix<double>& z) {
        const Matrix<double> log_q = log_softmax(net.predict(z));
        return (log_p.array().exp() * (log_p - log_q).array()).colwise().sum().mean();
    };
    Matrix<double> r(5, 53);
    double random = 0;
    for (std::uint64_t draw = 0; draw < 50; ++draw) {
        Threat{L2Ball{0.3}}.draw(Key{draw}, r);
        random = std::max(random, divergence(data.inputs + r));
    }
    CHECK(value > 1.3 * random);
    // Near x the divergence is the same on opposite sides, so there are two maxima, and the ascent finds one.
    Vector<double> worst = Vector<double>::Zero(53);
    for (std::uint64_t draw = 0; draw < 400; ++draw) {
        const Matrix<double> z = data.inputs + 0.3 * test::drawn(100 + draw, 5, 53).colwise().normalized();
        const Matrix<double> log_q = log_softmax(net.predict(z));
        const Vector<double> at = (log_p.array().exp() * (log_p - log_q).array()).colwise().sum().transpose();
        worst = worst.cwiseMax(at);
    }
    CHECK(value > 0.6 * worst.mean());
}

TEST_CASE("Trades uses no labels, and makes a network robust") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 200);
    const auto error_after = [&](const auto&... policies) {
        Network<double> trained{5, {Dense{16}, Tanh{}, Dense{3}}, Key{1}};
        fit(trained, SoftmaxCrossEntropy{}, data,
            Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 40, .batch_size = 20}, policies...);
        return robust_error(trained, SoftmaxCrossEntropy{}, data,
                            Pgd{.threat = LInfinityBall{0.1}, .steps = 10});
    };
    CHECK(error_after(Trades{.threat = LInfinityBall{0.1}, .steps = 5}) < error_after() - 0.03);
}

TEST_CASE("Trades: a run resumes, allocates nothing, and has the same bits for any number of threads") {
    const Trades policy{.threat = L2Ball{0.3}, .strength = 2, .steps = 3, .range = {-2, 2}};
    if (allocations_are_counted()) CHECK(test::allocations_of_attacked_steps(Dropout{0.3}, policy) == 0);
    const auto one = test::after_attacked_runs({3}, 1, Dropout{0.3}, policy);
    CHECK(one == test::after_attacked_runs({3}, 3, Dropout{0.3}, policy));
    CHECK(one == test::after_attacked_runs({2, 3}, 1, Dropout{0.3}, policy));
}

TEST_CASE("Trades: a schedule warms up the radius, and a radius of 0 charges nothing") {
    auto net = test::attacked_network();
    const auto report = fit(net, SoftmaxCrossEntropy{}, test::almost_solved(net, 53),
                            Sgd{.learning_rate = 1e-300, .epochs = 3, .batch_size = 53},
                            scheduled(Trades{.threat = L2Ball{0.3}}, &Trades::radius_factor, WarmUp{2}));
    CHECK(std::abs(report.history[0].at("Trades")) < 1e-15);
    CHECK(report.history[1].at("Trades") > 1e-4);
    CHECK(report.history[2].at("Trades") > 2 * report.history[1].at("Trades"));
}

TEST_CASE("Trades: bad coefficients are refused") {
    CHECK_THROWS_WITH((Trades{.threat = L2Ball{1}, .strength = -1}.check()),
                      "Trades: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((Trades{.threat = L2Ball{1}, .radius_factor = -1}.check()),
                      "Trades: radius_factor must be >= 0, got -1");
    CHECK_THROWS_WITH((Trades{.threat = L2Ball{-1}}.check()), "L2Ball: radius must be >= 0, got -1");
}

}  // namespace tests::adversarial_trades
