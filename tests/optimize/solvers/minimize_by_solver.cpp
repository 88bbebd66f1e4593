#include <regula/optimize/solvers/minimize_by_solver.hpp>

#include <regula/layer/tanh.hpp>
#include <regula/loss.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/penalty/confidence_penalty.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::optimize_solvers_minimize_by_solver {

Dataset<double> three_classes() {
    Dataset<double> data{.inputs = test::drawn(1, 4, 45), .labels = Labels::Zero(45)};
    for (Index i = 0; i < 45; ++i) {
        data.labels[i] = static_cast<int>(i % 3);
        data.inputs(i % 3, i) += 1;
    }
    return data;
}

TEST_CASE("a whole network goes down to a gradient of 1e-8, decay and a penalty on hidden units included") {
    const auto data = three_classes();
    auto net = mlp<double>({4, 5, 3}, Key{1}, Tanh{});
    const L2 decay{1e-2}, activity{0.1};
    const Certificate found =
        fit(net, SoftmaxCrossEntropy{}, data, Lbfgs{.threads = 2}, decay, on(hidden, activity));
    CHECK(found.converged);
    CHECK(found.residual <= 1e-8);

    // the objective from the network's outputs and hidden units, and its slope by differences
    const auto cost = [&](const Matrix<double>& z) {
        net.parameters().vector() = z;
        const auto& theta = std::as_const(net).parameters();
        const Matrix<double> h = ((theta["0.weight"].transpose() * data.inputs).colwise() +
                                  Vector<double>{theta["0.bias"].reshaped()})
                                     .array()
                                     .tanh();
        return SoftmaxCrossEntropy{}.value(net.predict(data.inputs), data.labels) + activity.value(h) / 45 +
               decay.value(theta["0.weight"]) + decay.value(theta["1.weight"]);
    };
    const Matrix<double> end = net.parameters().vector();
    CHECK(std::abs(cost(end) - found.objective) < 1e-14);
    CHECK(test::differences(end, cost, 1e-5).norm() < 1e-8);
}

TEST_CASE("losses that take no labels get columns of a unit matrix, and penalties with a kink their prox") {
    const auto data = three_classes();
    auto net = linear_model<double>(4, 3);
    CHECK(fit(net, SquaredError{}, data, ProximalGradient{.tolerance = 1e-12}, L1{0.05}).converged);
    Matrix<double> t;
    one_hot(data.labels, 3, t);
    const Matrix<double> slope = data.inputs * (net.predict(data.inputs) - t).transpose() / 45;
    const auto w = std::as_const(net).parameters()["0.weight"];
    CHECK((w.array() == 0).count() > 2);
    CHECK((w.array() == 0).select(0, slope + 0.05 * w.cwiseSign()).norm() < 1e-11);
    CHECK(slope.cwiseAbs().maxCoeff() <= 0.05 + 1e-11);
}

TEST_CASE("an objective over data sees all samples at once") {
    const Dataset<double> data{.inputs = test::drawn(3, 2, 9), .targets = test::drawn(4, 2, 9)};
    Parameters<double> theta;
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    const auto distance = [](const Parameters<double>& at, const Batch<double>& batch,
                             Parameters<double>& g) {
        const Matrix<double> r = at["b"].replicate(1, batch.size()) - batch.targets;
        g["b"] = r.rowwise().mean();
        return r.squaredNorm() / (2 * static_cast<double>(batch.size()));
    };
    CHECK(minimize(theta, distance, data, Lbfgs{.tolerance = 1e-12}).converged);
    CHECK((theta.vector() - data.targets.rowwise().mean()).norm() < 1e-11);
}

TEST_CASE("a solver refuses data that do not fit, and places that are nowhere") {
    const auto data = three_classes();
    auto net = linear_model<double>(5, 3);
    CHECK_THROWS_WITH(fit(net, SquaredError{}, data, Lbfgs{}),
                      "training data: the network takes 5 features, the data have 4");
    auto right = linear_model<double>(4, 3);
    CHECK_THROWS_WITH(fit(right, SquaredError{}, data, Lbfgs{}, on(weights[3], L2{1})),
                      Catch::Matchers::StartsWith("L2: weights[3] selects no block"));
}

TEST_CASE("a solver knows every place of a model that an optimizer knows: penalties on outputs, too") {
    const auto data = three_classes();
    const ConfidencePenalty calm{0.3};
    const L2 decay{1e-2};
    auto net = linear_model<double>(4, 3), other = net;
    const Certificate found = fit(net, SoftmaxCrossEntropy{}, data, Lbfgs{}, calm, decay);
    CHECK(found.converged);
    const auto cost = [&](const Network<double>& at) {
        const Matrix<double> y = at.predict(data.inputs);
        return SoftmaxCrossEntropy{}.value(y, data.labels) + calm.value(y) / 45 +
               decay.value(at.parameters()["0.weight"]);
    };
    CHECK(found.objective == Approx(cost(net)).epsilon(1e-12));
    fit(other, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 0.3, .epochs = 1500, .batch_size = 45}, calm,
        decay);
    CHECK(cost(other) == Approx(cost(net)).epsilon(1e-6));
}

struct Halved {
    static constexpr bool takes_labels = false;
    double value(const auto& y, const auto& t) const { return SquaredError{}.value(y, t) / 2; }
    void gradient(const auto& y, const auto& t, auto& g) const {
        SquaredError{}.gradient(y, t, g);
        g = 0.5 * g;
    }
};

TEST_CASE("a loss that says it takes no labels is one that does not say so") {
    const auto data = three_classes();
    auto net = linear_model<double>(4, 3), same = net, by_steps = net;
    const Certificate half = fit(net, Halved{}, data, Lbfgs{}),
                      whole = fit(same, SquaredError{}, data, Lbfgs{});
    CHECK(half.objective == Approx(whole.objective / 2).epsilon(1e-9));
    CHECK(evaluate(net, Halved{}, data).loss == Approx(half.objective).epsilon(1e-12));
    fit(by_steps, Halved{}, data, data, Sgd{.learning_rate = 0.3, .epochs = 1500, .batch_size = 45});
    CHECK(evaluate(by_steps, Halved{}, data).loss == Approx(half.objective).epsilon(1e-6));
}

TEST_CASE("labels that a loss does not take are refused before anything has changed") {
    auto net = linear_model<double>(4, 3);
    const Vector<double> before = net.parameters().vector();
    const auto data = three_classes();
    const std::string said = "Logistic: labels 0 and 1 need one output, got 3";
    CHECK_THROWS_WITH(fit(net, Logistic{}, data, Lbfgs{}), said);
    CHECK_THROWS_WITH(fit(net, Logistic{}, data, Sgd{}), said);
    CHECK_THROWS_WITH(evaluate(net, Logistic{}, data), said);
    CHECK(net.parameters().vector() == before);
}

}  // namespace tests::optimize_solvers_minimize_by_solver
