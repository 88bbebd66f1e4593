#include <regula/adversarial/fgsm.hpp>

#include <regula/adversarial/robust_error.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/mlp.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::adversarial_fgsm {

TEST_CASE("Fgsm is x + radius sign(dJ/dx)") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 31);
    const auto slope = input_gradient(net, SoftmaxCrossEntropy{}, data);
    Pass<double> pass;
    pass.begin(net.parameters());
    const Batch<double> batch{.inputs = data.inputs, .targets = {}, .labels = data.labels};
    const auto moved = [&](const Fgsm& attack) {
        pass.begin(net.parameters());
        Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, attack};
        Matrix<double> z;
        attack.perturb(victim, Key{4}, z);
        return z;
    };
    const Matrix<double> signed_step = data.inputs + 0.1 * slope.cwiseSign();
    CHECK((moved({.threat = LInfinityBall{0.1}}) - signed_step).norm() < 1e-13);
    CHECK((moved({.threat = LInfinityBall{0.1}, .range = {0, 1}}) - signed_step.cwiseMax(0).cwiseMin(1))
              .norm() < 1e-13);
    CHECK((moved({.threat = L2Ball{0.1}}) - data.inputs - 0.1 * slope.colwise().normalized()).norm() < 1e-13);
    CHECK((moved({.threat = LInfinityBall{0.1}, .step_size = 0.03}) - data.inputs - 0.03 * slope.cwiseSign())
              .norm() < 1e-13);
}

TEST_CASE("a random start is a draw from the ball, its step 1.25 radius, projected") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 31);
    const Fgsm attack{.threat = LInfinityBall{0.1}, .random_start = true};
    Pass<double> pass;
    pass.begin(net.parameters());
    const Batch<double> batch{.inputs = data.inputs, .targets = {}, .labels = data.labels};
    Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, attack};
    Matrix<double> z, start(5, 31);
    attack.perturb(victim, Key{4}, z);
    attack.threat.draw(Key{4}[1], start);
    Dataset<double> there = data;
    there.inputs += start;
    const Matrix<double> r = start + 0.125 * input_gradient(net, SoftmaxCrossEntropy{}, there).cwiseSign();
    CHECK((z - data.inputs - r.cwiseMax(-0.1).cwiseMin(0.1)).norm() < 1e-13);
    CHECK(r.cwiseAbs().maxCoeff() > 0.1);
}

TEST_CASE("on linear models Fgsm attains the worst loss, in each norm") {
    auto net = linear_model<double>(6, 1);
    net.parameters().vector() = test::drawn(4, 7);
    const Vector<double> w = net.parameters()["0.weight"].col(0);
    Dataset<double> data{.inputs = test::drawn(5, 6, 8), .labels = Labels{{0, 1, 1, 0, 1, 0, 0, 1}}};
    const auto attained = [&](const Threat& threat, double dual) {
        const Matrix<double> y = net.predict(data.inputs);
        double worst = 0;
        for (Index j = 0; j < 8; ++j)
            worst += std::log1p(std::exp(-(2 * data.labels[j] - 1) * y(0, j) + 0.3 * dual)) / 8;
        const auto moved = adversarial_examples(net, Logistic{}, data, Fgsm{.threat = threat});
        CHECK(Logistic{}.value(net.predict(moved), data.labels) == Approx(worst).epsilon(1e-13));
    };
    attained(LInfinityBall{0.3}, w.lpNorm<1>());
    attained(L2Ball{0.3}, w.norm());
    attained(L1Ball{0.3}, w.lpNorm<Eigen::Infinity>());
    const Dataset<double> regression{.inputs = data.inputs, .targets = test::drawn(6, 1, 8)};
    const auto moved =
        adversarial_examples(net, SquaredError{}, regression, Fgsm{.threat = LInfinityBall{0.3}});
    const Matrix<double> off = (net.predict(data.inputs) - regression.targets).cwiseAbs();
    CHECK(SquaredError{}.value(net.predict(moved), regression.targets) ==
          Approx((off.array() + 0.3 * w.lpNorm<1>()).square().mean() / 2).epsilon(1e-13));
}

TEST_CASE("Fgsm: bad coefficients are refused") {
    CHECK_THROWS_WITH((Fgsm{.threat = L2Ball{1}, .step_size = -1}.check()),
                      "Fgsm: step_size must be >= 0, got -1");
    CHECK_THROWS_WITH((Fgsm{.threat = L2Ball{HUGE_VAL}}.check()), "Fgsm: the radius must be finite, got inf");
    CHECK_THROWS_WITH((Fgsm{.threat = L1Ball{-1}}.check()), "L1Ball: radius must be >= 0, got -1");
}

}  // namespace tests::adversarial_fgsm
