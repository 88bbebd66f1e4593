#include <regula/multitask/pc_grad.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/multitask/multi_task_objective.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/tasks.hpp"

#include <algorithm>
#include <set>

using namespace regula;

namespace tests::multitask_pc_grad {

/// The shares for gradients in columns, and the combination.
template <int tasks>
Vector<double> surgery(const Matrix<double>& g, Key key) {
    const Eigen::Matrix<double, tasks, tasks> products = g.transpose() * g;
    Eigen::Matrix<double, tasks, 1> shares;
    const std::array<TaskLoss, tasks> losses{};
    PCGrad{}.combine(products, losses, Matrix<double>{}, Matrix<double>{}, key, shares);
    return g * shares;
}
/// Algorithm 1 of the paper, on vectors, with an order for each task.
Vector<double> by_the_paper(const Matrix<double>& g, const std::vector<std::vector<Index>>& orders) {
    Vector<double> sum = Vector<double>::Zero(g.rows());
    for (Index i = 0; i < g.cols(); ++i) {
        Vector<double> own = g.col(i);
        for (const Index j : orders[static_cast<std::size_t>(i)])
            if (j != i && own.dot(g.col(j)) < 0) own -= own.dot(g.col(j)) / g.col(j).squaredNorm() * g.col(j);
        sum += own;
    }
    return sum;
}

TEST_CASE("two conflicting gradients are projected off each other, and then do not conflict") {
    const Matrix<double> g{{1, -2}, {0.3, 1}, {0, 0.5}};
    REQUIRE(g.col(0).dot(g.col(1)) < 0);
    const double d = g.col(0).dot(g.col(1));
    const Vector<double> first = g.col(0) - d / g.col(1).squaredNorm() * g.col(1),
                         second = g.col(1) - d / g.col(0).squaredNorm() * g.col(0);
    CHECK((surgery<2>(g, Key{1}) - first - second).norm() < 1e-15);
    CHECK(std::abs(first.dot(g.col(1))) < 1e-15);
    CHECK(std::abs(second.dot(g.col(0))) < 1e-15);
    CHECK((first + second - g.rowwise().sum()).norm() > 0.5);
}

TEST_CASE("gradients without a conflict are summed, and one of zeros changes nothing") {
    Matrix<double> g = test::drawn(1, 3, 3).cwiseAbs();
    CHECK(surgery<3>(g, Key{1}) == g * Vector<double>::Ones(3));
    g.col(1).setZero();
    g.col(2) = -0.4 * g.col(2);
    const Matrix<double> two = g(Eigen::all, std::vector<int>{0, 2});
    CHECK((surgery<3>(g, Key{1}) - surgery<2>(two, Key{1})).norm() < 1e-15);
}

TEST_CASE("with more tasks it is the algorithm of the paper, in a random order that the key decides") {
    Matrix<double> g = test::drawn(7, 5, 4);
    g.colwise() -= g.rowwise().mean().eval();  // so that many of them conflict
    std::vector<Vector<double>> possible;
    std::vector<std::vector<Index>> orders(4, {0, 1, 2, 3});
    std::vector<std::vector<Index>> all;
    for (std::vector<Index> order{0, 1, 2, 3};
         all.empty() || std::next_permutation(order.begin(), order.end());)
        all.push_back(order);
    for (const auto& a : all)
        for (const auto& b : all)
            for (const auto& c : all)
                for (const auto& d : all)
                    if (a[0] == 0 && b[0] == 1 && c[0] == 2 && d[0] == 3)
                        possible.push_back(by_the_paper(g, {a, b, c, d}));
    std::set<std::size_t> met;
    for (std::uint64_t key = 0; key < 300; ++key) {
        const Vector<double> found = surgery<4>(g, Key{key});
        std::size_t nearest = 0;
        for (std::size_t k = 0; k < possible.size(); ++k)
            if ((possible[k] - found).norm() < (possible[nearest] - found).norm()) nearest = k;
        CHECK((possible[nearest] - found).norm() < 1e-13);
        met.insert(nearest);
        CHECK(surgery<4>(g, Key{key}) == found);
    }
    CHECK(met.size() > 5);
}

const Sgd sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = 4, .batch_size = 9};
template <class Scalar, class... Policy>
auto three(NetworkDict<Scalar>& nets, Policy... policy) {
    return MultiTask{nets,
                     "trunk",
                     policy...,
                     Task{"class", "class head", SoftmaxCrossEntropy{}, 0.7},
                     Task{"sign", "sign head", Logistic{}},
                     Task{"value", "value head", SquaredError{}}};
}

TEST_CASE("a step projects the tasks' gradients at the trunk; heads and penalties are as without") {
    auto nets = test::three_heads();
    const auto data = test::three_tasks(1, 8);
    Batch<double> batch{data.inputs, data.targets, {}};
    batch.targets.bottomRows(2) *= -1;
    const auto policies = pipeline(on(hidden, L2{0.3}));
    Workers alone;
    Parameters<double> g = nets.parameters(), plain = g;
    const Task classes{"class", "class head", SoftmaxCrossEntropy{}};
    const Task values{"value", "value head", SquaredError{}};
    Batch<double> two{data.inputs, Matrix<double>(5, 8), {}};
    two.targets << batch.targets.topRows(3), batch.targets.bottomRows(2);
    const auto at = [&](auto tasks, const Batch<double>& part, auto& gradient, const auto& attached) {
        auto hooks = hooks_of<double>(attached, StepTime{Key{3}});
        auto objective = objective_from(nets, tasks);
        return objective(nets.parameters(), part, gradient, hooks, alone);
    };
    Parameters<double> a = g, b = g, none = g;
    const double loss = at(MultiTask{nets, "trunk", PCGrad{}, classes, values}, two, g, policies);
    CHECK(at(MultiTask{nets, "trunk", classes, values}, two, plain, policies) == Approx(loss));
    const auto nothing = pipeline();
    at(MultiTask{nets, "trunk", classes}, {data.inputs, batch.targets.topRows(3), {}}, a, nothing);
    at(MultiTask{nets, "trunk", values}, {data.inputs, batch.targets.bottomRows(2), {}}, b, nothing);
    const Index trunk = 7 * 5 + 6 * 8;
    Matrix<double> both(trunk, 2);
    both << a.vector().head(trunk), b.vector().head(trunk);
    const Vector<double> penalties = plain.vector().head(trunk) - both.rowwise().sum();
    CHECK(penalties.norm() > 0.01);
    CHECK((g.vector().head(trunk) - penalties - surgery<2>(both, Key{1})).norm() < 1e-14);
    CHECK((g.vector() - plain.vector()).tail(g.size() - trunk).norm() < 1e-15);
    if (both.col(0).dot(both.col(1)) < 0) CHECK((g.vector() - plain.vector()).norm() > 1e-6);
    CHECK(both.col(0).dot(both.col(1)) < 0);
}

TEST_CASE("PCGrad with one task is training alone, and its runs continue bit for bit") {
    const auto data = test::three_tasks(1, 31);
    auto nets = test::three_heads(), other = nets;
    const Dataset<double> one{.inputs = data.inputs, .targets = data.targets.row(3), .missing_targets = true};
    const Task sign{"sign", "sign head", Logistic{}};
    minimize(nets, MultiTask{nets, "trunk", PCGrad{}, sign}, one, sgd, Dropout{0.3});
    minimize(other, MultiTask{other, "trunk", sign}, one, sgd, Dropout{0.3});
    CHECK((nets.parameters().vector() - other.parameters().vector()).norm() < 1e-14);

    auto whole = test::three_heads(), parts = whole;
    State<double> state;
    auto half = sgd;
    half.epochs = 2;
    minimize(whole, three(whole, PCGrad{}), data, sgd);
    minimize(state, parts, three(parts, PCGrad{}), data, half);
    minimize(state, parts, three(parts, PCGrad{}), data, sgd);
    CHECK(whole.parameters().vector() == parts.parameters().vector());
}

TEST_CASE("PCGrad trains in float, the same with any number of threads, and allocates nothing in a step") {
    const auto data = test::three_tasks<float>(1, 31);
    const auto run = [&](int epochs, int threads, auto... policy) {
        auto nets = test::three_heads<float>();
        auto some = sgd;
        some.epochs = epochs, some.threads = threads;
        const std::size_t before = allocations();
        minimize(nets, three(nets, policy...), data, some);
        return std::pair{allocations() - before, nets.parameters().vector().eval()};
    };
    CHECK(run(3, 1, PCGrad{}).second == run(3, 2, PCGrad{}).second);
    CHECK(run(3, 1, PCGrad{}).second != run(3, 1).second);
    if (!allocations_are_counted()) return;
    const auto two = run(2, 1, PCGrad{}).first, five = run(5, 1, PCGrad{}).first,
               eight = run(8, 1, PCGrad{}).first;
    CHECK(eight - five <= five - two + 4);
    CHECK(five - two <= 3 * 12);
}

}  // namespace tests::multitask_pc_grad
