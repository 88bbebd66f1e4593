#include <regula/adversarial/pgd.hpp>

#include <regula/model/derivatives.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::adversarial_pgd {

const auto net = test::attacked_network();
const auto data = test::almost_solved(net, 31);
const Batch<double> batch{.inputs = data.inputs, .targets = {}, .labels = data.labels};

Matrix<double> moved(const Pgd& attack, Key key = Key{4}, bool keeps = false) {
    Pass<double> pass;
    pass.begin(net.parameters());
    Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, attack, keeps};
    Matrix<double> z;
    attack.perturb(victim, key, z);
    return z;
}
Matrix<double> slope_at(const Matrix<double>& z) {
    Dataset<double> there = data;
    there.inputs = z;
    return input_gradient(net, SoftmaxCrossEntropy{}, there);
}
double loss_at(const Matrix<double>& z) { return SoftmaxCrossEntropy{}.value(net.predict(z), data.labels); }

TEST_CASE("Pgd is steps of steepest ascent and projections") {
    Matrix<double> z = data.inputs;
    for (int k = 0; k < 3; ++k)
        z = (z + 0.05 * slope_at(z).cwiseSign())
                .cwiseMin((data.inputs.array() + 0.1).matrix())
                .cwiseMax((data.inputs.array() - 0.1).matrix())
                .cwiseMax(0)
                .cwiseMin(1);
    CHECK((moved({.threat = LInfinityBall{0.1}, .steps = 3, .step_size = 0.05, .range = {0, 1}}) - z).norm() <
          1e-13);
    CHECK(moved({.threat = LInfinityBall{0.1}, .steps = 4}) ==
          moved({.threat = LInfinityBall{0.1}, .steps = 4, .step_size = 2.5 * 0.1 / 4}));
}

TEST_CASE("the momentum sums gradients of length 1 in L1") {
    Matrix<double> z = data.inputs, v = Matrix<double>::Zero(5, 31);
    for (int k = 0; k < 3; ++k) {
        const Matrix<double> g = slope_at(z);
        for (Index j = 0; j < 31; ++j) v.col(j) = 0.7 * v.col(j) + g.col(j) / g.col(j).lpNorm<1>();
        z += 0.01 * v.colwise().normalized();
    }
    CHECK((moved({.threat = L2Ball{1}, .steps = 3, .step_size = 0.01, .momentum = 0.7}) - z).norm() < 1e-12);
}

TEST_CASE("more steps raise the loss, up to the worst point of the ball") {
    const auto loss_after = [](int steps) { return loss_at(moved({.threat = L2Ball{0.2}, .steps = steps})); };
    const double one = loss_after(1), few = loss_after(5), many = loss_after(60);
    CHECK(loss_at(data.inputs) < one);
    CHECK(one < few);
    CHECK(few < many + 1e-9);
    // at the worst point the move is along the gradient
    const Matrix<double> z = moved({.threat = L2Ball{0.2}, .steps = 200, .step_size = 0.2});
    const Matrix<double> r = z - data.inputs, g = slope_at(z);
    for (Index j = 0; j < 31; ++j) CHECK(r.col(j).dot(g.col(j)) > 0.9999 * r.col(j).norm() * g.col(j).norm());
}

TEST_CASE("in evaluation the best point of all steps and starts is kept, with the point of Fgsm") {
    const Pgd wild{
        .threat = LInfinityBall{0.1}, .steps = 3, .step_size = 0.2, .restarts = 2};  // the last is not best
    CHECK(loss_at(moved(wild, Key{4}, true)) > loss_at(moved(wild)));
    const Pgd tiny{.threat = LInfinityBall{0.1}, .steps = 1, .step_size = 1e-9};
    const Matrix<double> kept = moved(tiny, Key{4}, true);
    CHECK((kept - data.inputs).cwiseAbs().maxCoeff() == Approx(0.1));
}

TEST_CASE("starts are draws from the ball, by the key") {
    const Pgd start{.threat = LInfinityBall{0.1}, .steps = 1, .step_size = 1e-12, .random_start = 0.5};
    const Matrix<double> r = moved(start) - data.inputs;
    CHECK(r.cwiseAbs().maxCoeff() <= 0.05 + 1e-9);
    CHECK(r.cwiseAbs().minCoeff() > 0);
    CHECK(moved(start, Key{5}) != moved(start));
    CHECK(moved({.threat = LInfinityBall{0.1}}, Key{5}) == moved({.threat = LInfinityBall{0.1}}));
}

TEST_CASE("Pgd: bad coefficients are refused") {
    CHECK_THROWS_WITH((Pgd{.threat = L2Ball{1}, .steps = 0}.check()), "Pgd: steps must be >= 1, got 0");
    CHECK_THROWS_WITH((Pgd{.threat = L2Ball{1}, .step_size = -1}.check()),
                      "Pgd: step_size must be >= 0, got -1");
    CHECK_THROWS_WITH((Pgd{.threat = L2Ball{1}, .restarts = 0}.check()), "Pgd: restarts must be >= 1, got 0");
    CHECK_THROWS_WITH((Pgd{.threat = L2Ball{1}, .momentum = -1}.check()),
                      "Pgd: momentum must be >= 0, got -1");
    CHECK_THROWS_WITH((Pgd{.threat = L2Ball{1}, .random_start = 2}.check()),
                      "Pgd: random_start must be in [0, 1], got 2");
}

}  // namespace tests::adversarial_pgd
