#include <regula/adversarial/adversarial_training.hpp>

#include <regula/adversarial/auto_pgd.hpp>
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/robust_error.hpp>
#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/penalty/l2.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::adversarial_adversarial_training {

const SoftmaxCrossEntropy loss;
const Fgsm fgsm{.threat = LInfinityBall{0.1}};
const Batch<double> batch{
    .inputs = test::drawn(3, 5, 11), .targets = {}, .labels = Labels{{0, 2, 1, 1, 0, 2, 2, 0, 1, 1, 0}}};

/// The loss that a policy adds to a step with dropout, and its gradient.
template <class P>
double added(const Network<double>& net, const P& policy, Vector<double>& gradient) {
    const auto attached = pipeline(Dropout{0.3});
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    Workers alone;
    Pass<double> pass;
    Parameters<double> g = net.parameters();
    pass.begin(net.parameters(), &g, hooks, alone);
    const double sum = pass.apart([&] { policy.add_losses(pass, net, loss, batch); });
    pass.backward();
    gradient = g.vector();
    return sum;
}

/// The loss at given points.
struct At {
    Matrix<double> z;
    double weight;
    void add_losses(auto& pass, const auto& f, const auto& of, const auto& given) const {
        pass.add_loss("at", of, f(pass, pass.input(z)), given, weight);
    }
};

/// The points of an attack on the batch, in training.
template <class A>
Matrix<double> points(const Network<double>& net, const A& attack, const Batch<double>& of = batch) {
    Pass<double> pass;
    pass.begin(net.parameters());
    Victim victim{pass, net, loss, of, attack};
    Matrix<double> z;
    attack.perturb(victim, Key{8}.stream("attack"), z);
    return z;
}

TEST_CASE("it adds the loss at the attack's points, which are constants of its gradient, with masks") {
    const auto net = test::attacked_network();
    Vector<double> g, expected;
    const auto check = [&](const auto& attack) {
        const double sum = added(net, AdversarialTraining{attack, 0.3}, g);
        CHECK(sum == added(net, At{points(net, attack), 0.7}, expected));
        CHECK(g == expected);
        CHECK(g.norm() > 0.01);
        auto moved = net;
        const Matrix<double> z = points(net, attack);
        const auto at = [&](const Matrix<double>& theta) {
            moved.parameters().vector() = theta;
            return added(moved, At{z, 0.7}, expected);
        };
        const Vector<double> slope = test::differences(net.parameters().vector(), at, 1e-5);
        CHECK((g - slope).norm() < 1e-7 * slope.norm());
    };
    check(fgsm);
    check(Fgsm{.threat = L2Ball{0.3}, .random_start = true});
    check(Pgd{.threat = L2Ball{0.3}, .steps = 3, .random_start = 1, .loss = AttackLoss::margin});
    check(AutoPgd{.threat = L1Ball{0.5}, .steps = 6});
}

TEST_CASE("in the maximum norm the laws of auxiliary losses hold: signs do not move with the parameters") {
    const auto check_laws = [](const auto& policy) {
        const auto broken = check(policy);
        CAPTURE(broken);
        CHECK(broken.empty());
    };
    check_laws(AdversarialTraining{fgsm});
    check_laws(AdversarialTraining{Pgd{.threat = LInfinityBall{0.2}, .steps = 4, .random_start = 1}, 0});
    check_laws(AdversarialTraining{Fgsm{.threat = LInfinityBall{0.1}, .range = {-0.5, 0.5}}, 0.3});
}

TEST_CASE("Danskin: where an attack in L2 has converged, its points may be held fixed") {
    auto net = test::attacked_network();
    const Vector<double> theta = net.parameters().vector();
    const auto error = [&](int steps) {
        const Pgd attack{.threat = L2Ball{0.1}, .steps = steps, .step_size = 0.5};
        const auto worst = [&](const Matrix<double>& at) {
            net.parameters().vector() = at;
            return loss.value(net.predict(points(net, attack)), batch.labels);
        };
        const Vector<double> slope = test::differences(theta, worst, 1e-5);
        net.parameters().vector() = theta;
        Pass<double> pass;
        Parameters<double> g = net.parameters();
        pass.begin(net.parameters(), &g);
        const Matrix<double> z = points(net, attack);
        pass.add_loss("", loss, net(pass, pass.input(z)), batch);
        pass.backward();
        return (g.vector() - slope).norm() / slope.norm();
    };
    const double one = error(1), many = error(12);
    CHECK(many < 1e-6);
    CHECK(one > 100 * many);
}

TEST_CASE("the objective is c J(x) + (1 - c) J(x_adv), as the run reports it") {
    auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 53);
    const Sgd still{.learning_rate = 1e-300, .epochs = 1, .batch_size = 53};
    const double clean = loss.value(net.predict(data.inputs), data.labels);
    const Dataset<double> named{.inputs = data.inputs, .labels = data.labels};
    const double worst = loss.value(
        net.predict(data.inputs + 0.1 * input_gradient(net, loss, named).cwiseSign()), data.labels);
    for (const double c : {0.0, 0.3, 1.0}) {
        const auto report = fit(net, loss, data, still, AdversarialTraining{fgsm, c});
        CHECK(report.last().at("loss") == Approx(c * clean).epsilon(1e-12));
        CHECK(report.last().at("AdversarialTraining") == Approx((1 - c) * worst).epsilon(1e-12));
    }
    const auto off = fit(net, loss, data, still, when(false, AdversarialTraining{fgsm, 0}));
    CHECK(off.last().at("loss") == Approx(clean).epsilon(1e-12));
}

TEST_CASE("a step moves the parameters by the gradient of the objective, with dropout and a penalty") {
    auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 53);
    const Vector<double> theta = net.parameters().vector();
    for (const double c : {0.0, 0.3}) {
        const auto objective = [&](const Vector<double>& at, double rate) {
            net.parameters().vector() = at;
            return fit(net, loss, data, Sgd{.learning_rate = rate, .epochs = 1, .batch_size = 53, .seed = 3},
                       Dropout{0.3}, on(hidden, L2{0.1}), AdversarialTraining{fgsm, c})
                .last()
                .at("objective");
        };
        objective(theta, 1);
        const Vector<double> moved = theta - net.parameters().vector();
        const Vector<double> slope = test::differences(
            theta, [&](const Matrix<double>& at) { return objective(at, 1e-300); }, 1e-5);
        CHECK((moved - slope).norm() < 1e-7 * slope.norm());
    }
}

TEST_CASE("a clean_share of 1 trains as without it, and one of 0 is not the same") {
    const auto after = [](const auto&... policies) {
        auto net = test::attacked_network();
        fit(net, loss, test::almost_solved(net, 53), Sgd{.learning_rate = 0.1, .epochs = 3, .batch_size = 9},
            policies...);
        return Vector<double>{net.parameters().vector()};
    };
    CHECK(after(AdversarialTraining{fgsm, 1}) == after());
    CHECK(after(AdversarialTraining{fgsm, 0}) != after());
    CHECK(after(AdversarialTraining{Fgsm{.threat = LInfinityBall{0}}, 0}) == after());
}

TEST_CASE("training against an attack lowers the error under it") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 200);
    const Pgd attack{.threat = LInfinityBall{0.1}, .steps = 5};
    const auto error_after = [&](const auto&... policies) {
        auto trained = mlp<double>({5, 16, 3}, Key{1});
        fit(trained, loss, data, Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 40, .batch_size = 20},
            policies...);
        return robust_error(trained, loss, data, attack);
    };
    CHECK(error_after(AdversarialTraining{attack, 0}) < error_after() - 0.03);
}

TEST_CASE("against the prediction, the attack does not depend on the labels") {
    const auto net = test::attacked_network();
    Batch<double> other = batch;
    other.labels = (batch.labels.array() + 1).unaryExpr([](int l) { return l % 3; }).matrix();
    Fgsm attack = fgsm;
    CHECK(points(net, attack) != points(net, attack, other));
    attack.goal = Goal::leave_prediction;
    CHECK(points(net, attack) == points(net, attack, other));
}

TEST_CASE("a schedule warms up the radius") {
    auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 53);
    const AdversarialTraining policy{fgsm, 0};
    const auto report = fit(net, loss, data, Sgd{.learning_rate = 1e-300, .epochs = 4, .batch_size = 53},
                            scheduled(policy, &AdversarialTraining<Fgsm>::radius_factor, WarmUp{2}));
    const auto value = [&](int epoch) {
        return report.history[static_cast<std::size_t>(epoch)].at("AdversarialTraining");
    };
    CHECK(value(0) == Approx(loss.value(net.predict(data.inputs), data.labels)).epsilon(1e-12));
    CHECK(value(0) < value(1));
    CHECK(value(1) < value(2));
    CHECK(value(2) == Approx(value(3)).epsilon(1e-12));
}

TEST_CASE(
    "AdversarialTraining: a run resumes, allocates nothing, and has the same bits for any number of "
    "threads") {
    const AdversarialTraining policy{
        Pgd{.threat = L2Ball{0.3}, .steps = 3, .momentum = 0.5, .random_start = 1, .range = {-2, 2}}, 0.3};
    if (allocations_are_counted()) {
        CHECK(test::allocations_of_attacked_steps(Dropout{0.3}, policy) == 0);
        CHECK(test::allocations_of_attacked_steps(
                  AdversarialTraining{AutoPgd{.threat = L1Ball{0.3}, .steps = 5}, 0}) == 0);
        CHECK(test::allocations_of_attacked_steps(AdversarialTraining{Fgsm{
                  .threat = L2Ball{0.3}, .goal = Goal::leave_prediction, .loss = AttackLoss::margin}}) == 0);
    }
    const auto one = test::after_attacked_runs({3}, 1, Dropout{0.3}, policy);
    CHECK(one == test::after_attacked_runs({3}, 2, Dropout{0.3}, policy));
    CHECK(one == test::after_attacked_runs({3}, 3, Dropout{0.3}, policy));
    CHECK(one == test::after_attacked_runs({2, 3}, 1, Dropout{0.3}, policy));
}

TEST_CASE("AdversarialTraining: bad coefficients are refused, those of the attack too") {
    CHECK_THROWS_WITH((AdversarialTraining{fgsm, 1.5}.check()),
                      "AdversarialTraining: clean_share must be in [0, 1], got 1.5");
    CHECK_THROWS_WITH((AdversarialTraining{fgsm, 0.5, -1}.check()),
                      "AdversarialTraining: radius_factor must be >= 0, got -1");
    CHECK_THROWS_WITH((AdversarialTraining{Fgsm{.threat = L2Ball{-2}}}.check()),
                      "L2Ball: radius must be >= 0, got -2");
    CHECK_THROWS_WITH((AdversarialTraining{Pgd{.threat = L2Ball{1}, .restarts = 2}}.check()),
                      "AdversarialTraining: the attack has one start, got 2");
    CHECK_THROWS_WITH((AdversarialTraining{Fgsm{.threat = L2Ball{1}, .goal = Goal::reach_label}}.check()),
                      "AdversarialTraining: the attack must leave the label, got the goal reach_label");
}

}  // namespace tests::adversarial_adversarial_training
