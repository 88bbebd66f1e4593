#include <regula/multitask/uncertainty_weighting.hpp>

#include <regula/constraint/box.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/multitask/multi_task_objective.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/variational_kl.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/tasks.hpp"

using namespace regula;

namespace tests::multitask_uncertainty_weighting {

const std::string name = "UncertaintyWeighting.log_variances";
const Sgd sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = 4, .batch_size = 9};

template <class Scalar>
auto three(NetworkDict<Scalar>& nets, UncertaintyWeighting policy = {}) {
    return MultiTask{nets,
                     "trunk",
                     policy,
                     Task{"class", "class head", SoftmaxCrossEntropy{}, 0.7},
                     Task{"sign", "sign head", Logistic{}},
                     Task{"value", "value head", SquaredError{}}};
}

TEST_CASE("the weight of a loss falls with the variance, and the gradient is that of the objective") {
    const UncertaintyWeighting policy{};
    const Matrix<double> s{{0.3}, {-1.2}};
    CHECK(policy.weight(s, 0) == Approx(std::exp(-0.3) / 2));
    CHECK(policy.offset(s, 1) == -0.6);
    const auto value = [&](const auto& z) { return policy.weight(z, 1) * 1.7 + policy.offset(z, 1); };
    CHECK(policy.gradient(s, 1, 1.7) == Approx(test::differences(s, value)(1, 0)).epsilon(1e-8));
    CHECK(policy.gradient(Matrix<double>{{std::log(1.7)}}, 0, 1.7) == Approx(0).margin(1e-15));
    CHECK_THROWS_WITH(UncertaintyWeighting{NAN}.check(), Catch::Matchers::Contains("must be finite"));
}

TEST_CASE("the whole objective has its gradient, with respect to the variances too") {
    auto nets = test::three_heads();
    auto objective = objective_from(nets, three(nets, {-0.4}));
    CHECK(nets.parameters()[name] == Matrix<double>::Constant(3, 1, -0.4));
    nets.parameters()[name] << 0.2, -0.5, 0.9;
    const auto data = test::three_tasks(1, 8);
    const Batch<double> batch{data.inputs, data.targets, {}};
    Hooks<double> none;
    Workers alone;
    Parameters<double> g = nets.parameters(), theta = g, unused = g;
    objective(theta, batch, g, none, alone);
    const Matrix<double> expected = test::differences(theta.vector(), [&](const auto& z) {
        theta.vector() = z;
        return objective(theta, batch, unused, none, alone);
    });
    CHECK((g.vector() - expected).norm() < 1e-8 * g.vector().norm());
    CHECK(g[name].cwiseAbs().minCoeff() > 0.01);
}

TEST_CASE("at the minimum each variance is the loss of its task") {
    auto nets = test::three_heads();
    auto data = test::three_tasks(1, 90);
    data.targets.bottomRows(2) += test::drawn(5, 2, 90);  // noise, so that no loss reaches 0
    for (Index j = 0; j < 90; ++j)
        if (j % 5 == 0 && !std::isnan(data.targets(0, j)))
            data.targets.col(j).head(3) = Vector<double>{{0.2, 0.5, 0.3}};
    data.targets.row(3) = 0.8 * data.targets.row(3).array() + 0.1;
    const auto tasks = three(nets);
    const auto certificate =
        minimize(nets, tasks, data, Lbfgs{.tolerance = 1e-8, .max_iterations = 5000}, L2{0.05});
    REQUIRE(certificate.converged);
    const auto found = evaluate(tasks, data);
    const std::array<double, 3> weights_of{0.7, 1, 1};
    for (std::size_t t = 0; t < 3; ++t) {
        CHECK(std::exp(nets.parameters()[name](static_cast<Index>(t), 0)) ==
              Approx(weights_of[t] * found[t].loss).epsilon(1e-6));
        CHECK(found[t].loss > 0.05);
    }
}

TEST_CASE("the record has the weights; a task without targets keeps its variance") {
    auto nets = test::three_heads();
    auto data = test::three_tasks(1, 31);
    data.targets.topRows(3).setConstant(std::numeric_limits<double>::quiet_NaN());
    const auto report = minimize(nets, three(nets, {0.5}), data, data, sgd);
    CHECK(nets.parameters()[name](0, 0) == 0.5);
    CHECK(nets.parameters()[name](1, 0) != 0.5);
    CHECK(report.last().at("class_weight") == Approx(std::exp(-0.5) / 2));
    CHECK(report.last().at("sign_weight") != report.history.front().at("sign_weight"));
    const auto& s = nets.parameters()[name];
    CHECK(report.last().at("validation_loss") ==
          Approx(std::exp(-s(1, 0)) / 2 * report.last().at("validation_sign") + s(1, 0) / 2 +
                 std::exp(-s(2, 0)) / 2 * report.last().at("validation_value") + s(2, 0) / 2));
}

TEST_CASE("penalties on all weights and biases leave the variances; a box keeps them in reach") {
    auto nets = test::three_heads();
    const auto tasks = three(nets, {1});
    const auto data = test::three_tasks(1, 31);
    auto still = sgd;
    still.learning_rate = 1e-300;
    minimize(nets, tasks, data, still, on(parameters, L2{1e300}));
    CHECK(nets.parameters()[name] == Matrix<double>::Ones(3, 1));
    CHECK(nets.parameters()["trunk.0.weight"].norm() < 1);
    minimize(nets, tasks, data, still, on(noise_scales, Box{-0.2, 0.1}));
    CHECK(nets.parameters()[name] == Matrix<double>::Constant(3, 1, 0.1));
    // They are not the noise of a layer.
    CHECK_THROWS_WITH(minimize(nets, tasks, data, still, VariationalKl{1}),
                      Catch::Contains("VariationalKl: noise_scales selects no block of this model"));
    CHECK_THROWS_WITH(minimize(nets, tasks, data, still, on(noise_scales[0], Box{-0.2, 0.1})),
                      Catch::Contains("Box: noise_scales[0] selects no block of this model"));
}

TEST_CASE("a second MultiTask takes up the variances of the first; initialize sets them anew") {
    auto nets = test::three_heads();
    three(nets);
    const Index size = nets.parameters().size();
    nets.parameters()[name].setConstant(0.7);
    three(nets, {0.1});
    CHECK(nets.parameters().size() == size);
    CHECK(nets.parameters()[name](2, 0) == 0.7);
    nets.initialize(Key{1});
    CHECK(nets.parameters()[name](2, 0) == 0);
    CHECK_THROWS_WITH(
        (MultiTask{nets, "trunk", UncertaintyWeighting{}, Task{"value", "value head", SquaredError{}}}),
        Catch::Matchers::Contains("block 'UncertaintyWeighting.log_variances' already"));
}

TEST_CASE("training in float allocates nothing after the first epoch, with any number of threads the same") {
    const auto data = test::three_tasks<float>(1, 31);
    const auto run = [&](int epochs, int threads) {
        auto nets = test::three_heads<float>();
        auto some = sgd;
        some.epochs = epochs, some.threads = threads;
        const std::size_t before = allocations();
        minimize(nets, three(nets), data, some);
        return std::pair{allocations() - before, nets.parameters().vector().eval()};
    };
    CHECK(run(3, 1).second == run(3, 2).second);
    if (!allocations_are_counted()) return;
    const auto two = run(2, 1).first, five = run(5, 1).first, eight = run(8, 1).first;
    CHECK(eight - five <= five - two + 4);  // records of epochs
    CHECK(five - two <= 3 * 15);
}

}  // namespace tests::multitask_uncertainty_weighting
