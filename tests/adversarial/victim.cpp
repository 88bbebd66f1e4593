#include <regula/adversarial/victim.hpp>

#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/residual.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>

#include "support/allocations.hpp"
#include "support/attacked.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::adversarial_victim {

/// The largest difference between the gradient of a victim and that of the sum of its values, relative.
double gradient_error(const Network<double>& net, const auto& loss, Batch<double> batch, const Pgd& attack) {
    prepare_targets<std::remove_cvref_t<decltype(loss)>>(batch, net.outputs());
    Pass<double> pass;
    pass.begin(net.parameters());
    Victim victim{pass, net, loss, batch, attack};
    const Matrix<double> g = victim.gradient(batch.inputs);
    const Matrix<double> slope = test::differences(batch.inputs, [&](const Matrix<double>& at) {
        victim.judge(at);
        return victim.values().sum();
    });
    CHECK(slope.norm() > 1e-3);
    return (g - slope).norm() / slope.norm();
}

const Batch<double> batch{.inputs = test::drawn(3, 5, 4), .targets = {}, .labels = Labels{{0, 2, 1, 2}}};

TEST_CASE("a victim's gradient is that of the sum of its values, for each goal and loss") {
    Network<double> net{5, {Dense{7}, Tanh{}, Dense{4}}, Key{5}};
    net.parameters().vector() = test::drawn(6, net.parameters().size());
    for (const Goal goal :
         {Goal::leave_label, Goal::leave_prediction, Goal::reach_least_likely, Goal::reach_label})
        for (const AttackLoss by : {AttackLoss::training_loss, AttackLoss::margin, AttackLoss::margin_ratio})
            CHECK(gradient_error(net, SoftmaxCrossEntropy{}, batch,
                                 {.threat = L2Ball{1}, .goal = goal, .loss = by}) < 1e-6);
}

TEST_CASE("a victim's gradient with other losses") {
    const Pgd attack{.threat = L2Ball{1}};
    CHECK(gradient_error(test::attacked_network(), SquaredError{}, batch, attack) < 1e-6);
    const Batch<double> regression{.inputs = batch.inputs, .targets = test::drawn(4, 3, 4), .labels = {}};
    CHECK(gradient_error(test::attacked_network(), SquaredError{}, regression, attack) < 1e-6);
    Network<double> one{5, {Dense{4}, Tanh{}, Dense{1}}, Key{2}};
    one.parameters().vector() = test::drawn(7, one.parameters().size());
    const Batch<double> yes_or_no{.inputs = batch.inputs, .targets = {}, .labels = Labels{{0, 1, 1, 0}}};
    for (const AttackLoss by : {AttackLoss::training_loss, AttackLoss::margin})
        CHECK(gradient_error(one, Logistic{}, yes_or_no, {.threat = L2Ball{1}, .loss = by}) < 1e-6);
}

TEST_CASE("networks with convolution, normalisation, a residual block and pooling have exact gradients") {
    Network<double> net{
        Shape{6, 6},
        {Conv2d{3, 3}, BatchNorm{}, Relu{}, MaxPool2d{2}, Residual{Dense{12}, Tanh{}}, Dense{3}},
        Key{4}};
    net.parameters().vector() = 0.5 * test::drawn(8, net.parameters().size()).cwiseAbs();
    const Batch<double> images{.inputs = test::drawn(9, 36, 4), .targets = {}, .labels = batch.labels};
    CHECK(gradient_error(net, SoftmaxCrossEntropy{}, images, {.threat = L2Ball{1}}) < 1e-6);
}

TEST_CASE("values are the losses of the samples, with the sign that the attack raises") {
    const auto net = test::attacked_network();
    const Matrix<double> logs = log_softmax(net.predict(batch.inputs));
    Pass<double> pass;
    pass.begin(net.parameters());
    for (const Goal goal : {Goal::leave_label, Goal::reach_label}) {
        Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, Pgd{.threat = L2Ball{1}, .goal = goal}};
        victim.judge(batch.inputs);
        const double sign = goal == Goal::leave_label ? -1 : 1;
        for (Index j = 0; j < 4; ++j)
            CHECK(victim.values()(0, j) == Approx(sign * logs(batch.labels[j], j)).epsilon(1e-12));
    }
}

TEST_CASE("the victim of a training step has no masks") {
    const auto net = test::attacked_network();
    const auto attached = pipeline(Dropout{0.3}, on(inputs, Dropout{0.3}));
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, Pgd{.threat = L2Ball{1}}};
    const Dataset<double> data{
        .inputs = batch.inputs, .labels = batch.labels, .class_names = {"a", "b", "c"}};
    CHECK((victim.gradient(batch.inputs) - input_gradient(net, SoftmaxCrossEntropy{}, data)).norm() < 1e-14);
}

TEST_CASE("a victim keeps wrong classes first, then large losses, and never a NaN") {
    const auto net = test::attacked_network();
    Pass<double> pass;
    pass.begin(net.parameters());
    Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, Pgd{.threat = L2Ball{1}}, true};
    CHECK(victim.best() == batch.inputs);
    Matrix<double> expected = batch.inputs, z;
    std::vector<double> rank(4, -1), loss(4, 0);
    for (std::uint64_t draw = 0; draw < 30; ++draw) {
        z = batch.inputs + test::drawn(20 + draw, 5, 4);
        victim.judge(z);
        const Matrix<double> logs = log_softmax(net.predict(z));
        for (Index j = 0; j < 4; ++j) {
            const auto s = static_cast<std::size_t>(j);
            const double cost = -logs(batch.labels[j], j), wrong = class_of(logs.col(j)) != batch.labels[j];
            if (wrong < rank[s] || (wrong == rank[s] && cost <= loss[s])) continue;
            rank[s] = wrong, loss[s] = cost;
            expected.col(j) = z.col(j);
        }
    }
    CHECK(victim.best() == expected);
    z.setConstant(NAN);
    victim.judge(z);
    CHECK(victim.best() == expected);
}

TEST_CASE("a goal or a margin of classes needs classes") {
    const auto net = test::attacked_network();
    const Batch<double> regression{.inputs = batch.inputs, .targets = test::drawn(4, 3, 4), .labels = {}};
    Pass<double> pass;
    pass.begin(net.parameters());
    const auto made = [&](const Pgd& attack) { Victim{pass, net, SquaredError{}, regression, attack}; };
    const char* const sentence = "attack: its goal or its margin needs labels, or a loss of classes";
    CHECK_THROWS_WITH(made({.threat = L2Ball{1}, .goal = Goal::leave_prediction}), sentence);
    CHECK_THROWS_WITH(made({.threat = L2Ball{1}, .loss = AttackLoss::margin}), sentence);
}

TEST_CASE("an attack in a pass that is reused allocates nothing") {
    if (!allocations_are_counted()) return;
    const auto net = test::attacked_network();
    Pass<double> pass;
    const auto attack = [&](const Pgd& pgd) {
        pass.begin(net.parameters());
        Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, pgd, true};
        pgd.perturb(victim, Key{1}, victim.scratch());
    };
    for (const AttackLoss by : {AttackLoss::training_loss, AttackLoss::margin_ratio}) {
        const Pgd pgd{
            .threat = L1Ball{1}, .steps = 5, .restarts = 2, .momentum = 0.5, .range = {-3, 3}, .loss = by};
        attack(pgd);
        const auto before = allocations();
        attack(pgd);
        CHECK(allocations() == before);
    }
}

}  // namespace tests::adversarial_victim
