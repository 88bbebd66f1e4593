#include <regula/multitask/grad_norm.hpp>

#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/multitask/multi_task_objective.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/update/sam.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/tasks.hpp"

using namespace regula;

namespace tests::multitask_grad_norm {

const std::string name = "GradNorm.weights";

/// The weights after steps with the same norms of gradients and other losses.
Matrix<double> own_after(const GradNorm& policy, const Eigen::Vector3d& norms,
                         const std::vector<std::array<double, 3>>& losses) {
    Matrix<double> own = Matrix<double>::Zero(3, 2);
    for (const auto& loss : losses) {
        const Eigen::Matrix3d products = norms.cwiseAbs2().asDiagonal();
        std::array<TaskLoss, 3> now;
        for (std::size_t t = 0; t < 3; ++t) now[t] = {loss[t], loss[t] > 0 ? 4 : 0};
        Eigen::Vector3d shares;
        Matrix<double> step = Matrix<double>::Zero(3, 2);
        policy.combine(products, now, own, step, Key{1}, shares);
        for (Index t = 0; t < 3; ++t) CHECK(shares[t] == policy.weight(own, t));
        own += step;
        CHECK(own.col(0).sum() == Approx(0).margin(1e-14));
    }
    return own;
}

TEST_CASE("the first step moves weights against the norms of the gradients, and keeps their sum") {
    const Eigen::Vector3d norms{1, 2, 6};
    const auto own = own_after({.alpha = 1.5, .learning_rate = 0.01}, norms, {{0.5, 3, 2}});
    Eigen::Vector3d expected{1 + 0.01, 1 + 0.02, 1 - 0.06};  // the mean of the norms is 3, all rates are 1
    expected *= 3 / expected.sum();
    CHECK((own.col(0) - (expected - Eigen::Vector3d::Ones())).norm() < 1e-15);
    CHECK(own.col(1) == Eigen::Vector3d{0.5, 3, 2});
}

TEST_CASE("with equal gradients a task that trains slowly gains weight") {
    const auto own = own_after({.alpha = 1, .learning_rate = 0.01}, {2, 2, 2}, {{1, 1, 1}, {0.2, 0.9, 0.5}});
    CHECK(own(1, 0) > 0.01);
    CHECK(own(0, 0) < -0.01);
    CHECK(own.col(1) == Eigen::Vector3d::Ones());
    const auto even = own_after({.alpha = 0, .learning_rate = 0.01}, {2, 2, 2}, {{1, 1, 1}, {0.2, 0.9, 0.5}});
    CHECK(even.col(0).norm() < 1e-15);
}

TEST_CASE("with alpha 0 the weighted norms of the gradients become equal, to the size of the step") {
    const Eigen::Vector3d norms{1, 2, 6};
    const auto own = own_after({.alpha = 0, .learning_rate = 1e-4}, norms,
                               std::vector<std::array<double, 3>>(20000, {1.0, 1.0, 1.0}));
    const Eigen::Vector3d weighted = (1 + own.col(0).array()) * norms.array();
    CHECK(weighted.maxCoeff() - weighted.minCoeff() < 0.01);
    CHECK(weighted.mean() == Approx(3 / (1 + 1 / 2.0 + 1 / 6.0)).epsilon(1e-3));
}

TEST_CASE("a task without targets has no part in a step, and no weight falls to 0") {
    const auto own = own_after({.learning_rate = 0.01}, {1, 2, 6}, {{0, 3, 2}});
    CHECK(own(0, 1) == 0);
    Eigen::Vector3d expected{1, 1 + 0.02, 1 - 0.06};
    expected *= 3 / expected.sum();
    CHECK((own.col(0) - (expected - Eigen::Vector3d::Ones())).norm() < 1e-15);

    const auto far = own_after({.learning_rate = 10}, {1, 2, 6}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
    CHECK((1 + far.col(0).array()).minCoeff() > 0);
    CHECK(far.allFinite());
}

TEST_CASE("GradNorm refuses negative coefficients") {
    CHECK_THROWS_WITH((GradNorm{.alpha = -1}.check()),
                      Catch::Matchers::Contains("alpha must be >= 0, got -1"));
    CHECK_THROWS_WITH((GradNorm{.learning_rate = -1}.check()), Catch::Matchers::Contains("learning_rate"));
}

const Sgd sgd{.learning_rate = 0.02, .momentum = 0.9, .epochs = 4, .batch_size = 9};
template <class Scalar, class... Policy>
auto three(NetworkDict<Scalar>& nets, Policy... policy) {
    return MultiTask{nets,
                     "trunk",
                     policy...,
                     Task{"class", "class head", SoftmaxCrossEntropy{}},
                     Task{"sign", "sign head", Logistic{}},
                     Task{"value", "value head", SquaredError{}, 20}};
}

TEST_CASE("in a run the weights change, are reported, and the dominant task loses weight") {
    const auto data = test::three_tasks(1, 31);
    auto nets = test::three_heads();
    const auto report = minimize(nets, three(nets, GradNorm{}), data, data,
                                 Sgd{.learning_rate = 0.002, .epochs = 30, .batch_size = 9});
    const auto own = nets.parameters()[name];
    CHECK(own.col(0).sum() == Approx(0).margin(1e-12));
    CHECK(own(2, 0) < -0.2);
    CHECK(own.col(1).minCoeff() > 0);
    CHECK(report.last().at("value_weight") < report.history.front().at("value_weight"));
    CHECK(report.last().at("validation_loss") ==
          Approx((1 + own(0, 0)) * report.last().at("validation_class") +
                 (1 + own(1, 0)) * report.last().at("validation_sign") +
                 20 * (1 + own(2, 0)) * report.last().at("validation_value")));
}

TEST_CASE("with learning rate 0 GradNorm is the weighted sum") {
    const auto data = test::three_tasks(1, 31);
    auto nets = test::three_heads(), plain = nets;
    auto slow = sgd;
    slow.learning_rate = 1e-3;
    minimize(nets, three(nets, GradNorm{.learning_rate = 0}), data, slow);
    minimize(plain, three(plain), data, slow);
    const Index size = plain.parameters().size();
    CHECK((nets.parameters().vector().head(size) - plain.parameters().vector()).norm() < 1e-12);
    CHECK(nets.parameters()[name].col(0).norm() == 0);
}

TEST_CASE("a run with GradNorm continues bit for bit, with an ascent too, and with any number of threads") {
    const auto data = test::three_tasks<float>(1, 31);
    const auto run = [&](std::vector<int> stops, int threads) {
        auto nets = test::three_heads<float>();
        State<float> state;
        for (const int epochs : stops) {
            auto some = sgd;
            some.epochs = epochs, some.threads = threads, some.learning_rate = 0.001;
            minimize(state, nets, three(nets, GradNorm{}), data, some, Sam{0.01});
        }
        return nets.parameters().vector().eval();
    };
    CHECK(run({4}, 1) == run({1, 4}, 2));
}

TEST_CASE("a step with GradNorm allocates nothing") {
    if (!allocations_are_counted()) return;
    const auto data = test::three_tasks(1, 31);
    const auto run = [&](int epochs) {
        auto nets = test::three_heads();
        auto some = sgd;
        some.epochs = epochs, some.learning_rate = 0.001;
        const std::size_t before = allocations();
        minimize(nets, three(nets, GradNorm{}), data, some);
        return allocations() - before;
    };
    const std::size_t two = run(2), five = run(5), eight = run(8);
    CHECK(eight - five <= five - two + 4);
    CHECK(five - two <= 3 * 15);
}

}  // namespace tests::multitask_grad_norm
