#include <regula/adversarial/auto_pgd.hpp>

#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/robust_error.hpp>
#include <regula/layer/relu.hpp>
#include <regula/model/mlp.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::adversarial_auto_pgd {

double loss_under(const Network<double>& net, const Dataset<double>& data, const auto& attack) {
    const auto z = adversarial_examples(net, SoftmaxCrossEntropy{}, data, attack);
    return SoftmaxCrossEntropy{}.value(net.predict(z), data.labels);
}

/// A network of rectifiers with a rugged loss, and regression targets, so that the loss alone decides.
Network<double> rugged() {
    auto net = mlp<double>({5, 40, 40, 3}, Key{2}, Relu{});
    net.parameters().vector() = 0.8 * test::drawn(9, net.parameters().size());
    return net;
}
Dataset<double> regression(const Network<double>& net) {
    Dataset<double> data{.inputs = test::drawn(3, 5, 61), .targets = {}};
    data.targets = log_softmax(net.predict(data.inputs)).array().exp().matrix();
    return data;
}
double rise(const Network<double>& net, const Dataset<double>& data, const auto& attack) {
    const auto z = adversarial_examples(net, SoftmaxCrossEntropy{}, data, attack);
    return SoftmaxCrossEntropy{}.value(net.predict(z), data.targets) -
           SoftmaxCrossEntropy{}.value(net.predict(data.inputs), data.targets);
}

TEST_CASE("AutoPgd finds what Pgd with a well chosen step finds, and far more than with a bad one") {
    const auto net = rugged();
    const auto data = regression(net);
    for (const Threat& threat : {Threat{LInfinityBall{0.3}}, Threat{L2Ball{0.5}}, Threat{L1Ball{0.8}}}) {
        // Two starts, where Pgd has five runs to choose from.
        const double self = rise(net, data, AutoPgd{.threat = threat, .steps = 60, .restarts = 2});
        double best = 0;
        for (const double step : {0.01, 0.03, 0.1, 0.3, 1.0})
            best = std::max(
                best,
                rise(net, data, Pgd{.threat = threat, .steps = 60, .step_size = step * threat.radius()}));
        CAPTURE(threat.norm(), self, best);
        CHECK(self > 0.97 * best);
        CHECK(self > 1.02 * rise(net, data,
                                 Pgd{.threat = threat, .steps = 60, .step_size = 0.002 * threat.radius()}));
    }
}

TEST_CASE("steps halve: at the end AutoPgd is much nearer to a maximum than with its first step size") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 31);
    const double exact = loss_under(net, data, Pgd{.threat = L2Ball{0.2}, .steps = 400, .step_size = 0.1});
    const double self = loss_under(net, data, AutoPgd{.threat = L2Ball{0.2}, .steps = 60});
    CHECK(self == Approx(exact).epsilon(1e-5));
}

TEST_CASE("more steps and more starts find no less") {
    const auto net = rugged();
    const auto data = regression(net);
    const Threat threat = LInfinityBall{0.3};
    const double few = rise(net, data, AutoPgd{.threat = threat, .steps = 5});
    const double many = rise(net, data, AutoPgd{.threat = threat, .steps = 80});
    const double again = rise(net, data, AutoPgd{.threat = threat, .steps = 80, .restarts = 3});
    CHECK(few < many);
    CHECK(many < again);
}

TEST_CASE("where the softmax saturates in float, the margins still find the way") {
    auto net = test::attacked_network<float>();
    auto data = test::almost_solved(net, 103);
    for (Index j = 0; j < 103; ++j) {
        Index c = 0;
        net.predict(data.inputs.col(j)).col(0).maxCoeff(&c);
        data.labels[j] = static_cast<int>(c);
    }
    net.parameters()["1.weight"] *= 1e4F, net.parameters()["1.bias"] *= 1e4F;
    const auto error = [&](AttackLoss by) {
        return robust_error(net, SoftmaxCrossEntropy{}, data,
                            AutoPgd{.threat = L2Ball{0.3}, .steps = 20, .loss = by});
    };
    CHECK(error(AttackLoss::margin) > error(AttackLoss::training_loss) + 0.1);
    CHECK(error(AttackLoss::margin_ratio) > error(AttackLoss::training_loss) + 0.1);
}

TEST_CASE("AutoPgd: bad coefficients are refused") {
    CHECK_THROWS_WITH((AutoPgd{.threat = L2Ball{1}, .steps = 0}.check()),
                      "AutoPgd: steps must be >= 1, got 0");
    CHECK_THROWS_WITH((AutoPgd{.threat = L2Ball{1}, .restarts = 0}.check()),
                      "AutoPgd: restarts must be >= 1, got 0");
}

}  // namespace tests::adversarial_auto_pgd
