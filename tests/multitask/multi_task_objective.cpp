#include <regula/multitask/multi_task_objective.hpp>

#include <regula/data/split.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/relu.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/tasks.hpp"

using namespace regula;

namespace tests::multitask_multi_task_objective {

using Catch::Matchers::Contains;

template <class Scalar>
auto three(NetworkDict<Scalar>& nets) {
    return MultiTask{nets, "trunk", Task{"class", "class head", SoftmaxCrossEntropy{}, 0.7},
                     Task{"sign", "sign head", Logistic{}, 0.4}, Task{"value", "value head", SquaredError{}}};
}
const Sgd sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 4, .batch_size = 9};

/// Data as a minibatch, and the objective with its gradient there.
Batch<double> whole(const Dataset<double>& data) { return {data.inputs, data.targets, {}}; }
double evaluate_at(const Vector<double>& at, NetworkDict<double>& nets, const Dataset<double>& data,
                   Vector<double>& gradient) {
    auto objective = objective_from(nets, three(nets));
    Parameters<double> theta = nets.parameters(), g = theta;
    theta.vector() = at;
    Hooks<double> none;
    Workers alone;
    const double loss = objective(theta, whole(data), g, none, alone);
    gradient = g.vector();
    return loss;
}

TEST_CASE("the objective of tasks is the weighted sum of their losses, and has its gradient") {
    auto nets = test::three_heads();
    const auto data = test::three_tasks(1, 8);
    const Vector<double> at = nets.parameters().vector();
    Vector<double> g, unused;
    const double loss = evaluate_at(at, nets, data, g);
    const auto found = evaluate(three(nets), data);
    CHECK(loss == Approx(0.7 * found[0].loss + 0.4 * found[1].loss + found[2].loss).epsilon(1e-13));
    const Matrix<double> expected = test::differences(
        at, [&](const auto& z) { return evaluate_at(Vector<double>{z}, nets, data, unused); });
    CHECK((g - expected).norm() < 1e-8 * g.norm());
    CHECK(g.norm() > 0.1);
}

TEST_CASE("without missing targets tasks train as an objective of one's own, bit for bit") {
    const auto x = test::drawn(1, 4, 31);
    Labels classes(31);
    for (Index j = 0; j < 31; ++j) classes[j] = (x(0, j) > 0) + (x(1, j) > 0);
    const auto data = task_data<double>(x, {task_targets<double>(classes, 3), x.topRows(2)});
    auto nets = test::three_heads(), own = nets;
    const MultiTask tasks{nets, "trunk", Task{"class", "class head", SoftmaxCrossEntropy{}},
                          Task{"value", "value head", SquaredError{}}};
    const auto by_hand = [&](auto& pass, const auto& batch) {
        const Node h = own["trunk"](pass, pass.input(batch.inputs));
        pass.add_loss("class", SoftmaxCrossEntropy{}, own["class head"](pass, h), batch.targets.topRows(3));
        pass.add_loss("value", SquaredError{}, own["value head"](pass, h), batch.targets.bottomRows(2));
    };
    const auto run = [&](auto& model, auto objective) {
        return minimize(model, objective, data, data, sgd, Dropout{0.3}, on(inputs, GaussianNoise{0.2}),
                        on(hidden, L2{0.01}), on(outputs, L2{0.02}), L2{1e-3});
    };
    const auto found = run(nets, tasks), expected = run(own, by_hand);
    CHECK(nets.parameters().vector() == own.parameters().vector());
    for (const char* name : {"loss", "class", "value", "L2 on hidden", "validation_class", "validation_loss"})
        CHECK(found.last().at(name) == Approx(expected.last().at(name)).epsilon(1e-12));
}

TEST_CASE("samples without a target of any task add nothing") {
    auto nets = test::three_heads(), fewer = nets;
    auto data = test::three_tasks(1, 9);
    Dataset<double> some = subset(data, {1, 2, 4, 6});
    for (const Index j : {0, 3, 5, 7, 8})
        data.targets.col(j).setConstant(std::numeric_limits<double>::quiet_NaN());
    minimize(nets, three(nets), data, sgd);
    minimize(fewer, three(fewer), some, sgd);
    CHECK((nets.parameters().vector() - fewer.parameters().vector()).norm() < 1e-13);
    CHECK((nets.parameters().vector() - test::three_heads().parameters().vector()).norm() > 0.1);
}

TEST_CASE("a task without any target leaves its head, and the others train as without it") {
    auto nets = test::three_heads(), alone = nets;
    const Vector<double> before = nets.parameters().vector();
    const auto data = test::three_tasks(1, 31);
    auto no_class = data;
    no_class.targets.topRows(3).setConstant(std::numeric_limits<double>::quiet_NaN());
    const auto report = minimize(nets, three(nets), no_class, no_class, sgd);
    const Dataset<double> rest{
        .inputs = data.inputs, .targets = data.targets.bottomRows(3), .missing_targets = true};
    minimize(alone,
             MultiTask{alone, "trunk", Task{"sign", "sign head", Logistic{}, 0.4},
                       Task{"value", "value head", SquaredError{}}},
             rest, sgd);
    CHECK((nets.parameters().vector() - alone.parameters().vector()).norm() < 1e-13);
    for (const Block& block : nets.parameters().blocks())
        if (block.name.starts_with("class head"))
            CHECK(nets.parameters().vector().segment(block.offset, block.size()) ==
                  before.segment(block.offset, block.size()));
    CHECK(report.last().at("class") == 0);
    CHECK(std::isnan(report.last().at("validation_class")));
    CHECK(std::isfinite(report.last().at("validation_loss")));
}

TEST_CASE("the record has the loss of each task without its weight, and errors on validation data") {
    auto nets = test::three_heads();
    const auto data = test::three_tasks(1, 31), validation = test::three_tasks(3, 14);
    const auto tasks = three(nets);
    const auto report = minimize(nets, tasks, data, validation, sgd);
    const Record& last = report.last();
    REQUIRE(last.losses.size() == 3);
    CHECK(last.at("loss") ==
          Approx(0.7 * last.at("class") + 0.4 * last.at("sign") + last.at("value")).epsilon(1e-13));
    const auto found = evaluate(tasks, validation);
    CHECK(last.at("validation_class") == Approx(found[0].loss));
    CHECK(last.at("validation_sign") == Approx(found[1].loss));
    CHECK(last.at("validation_value") == Approx(found[2].loss));
    CHECK(last.at("validation_class_error") == found[0].error);
    CHECK(last.at("validation_sign_error") == found[1].error);
    CHECK(last.at("validation_loss") == Approx(0.7 * found[0].loss + 0.4 * found[1].loss + found[2].loss));
    CHECK(last.metrics.size() == 6);
    CHECK_THROWS_WITH(last.at("validation_value_error"), Contains("no metric named"));
    CHECK(report.history.front().at("loss") > last.at("loss"));
}

TEST_CASE("early stopping may monitor any task: it keeps the parameters that are best for it") {
    const auto data = test::three_tasks(1, 31), validation = test::three_tasks(3, 60);
    std::vector<int> best;
    for (const char* name : {"class", "sign", "value"}) {
        auto nets = test::three_heads();
        const auto tasks = three(nets);
        const std::string monitor = std::string{"validation_"} + name;
        const auto report =
            minimize(nets, tasks, data, validation,
                     Sgd{.learning_rate = 0.2, .momentum = 0.9, .epochs = 60, .batch_size = 9},
                     EarlyStopping{.monitor = monitor, .patience = 15});
        double lowest = HUGE_VAL;
        for (const Record& record : report.history) lowest = std::min(lowest, record.at(monitor));
        CHECK(report.best().at(monitor) == lowest);
        for (const auto& task : evaluate(tasks, validation))
            if (task.name == name) CHECK(task.loss == Approx(lowest));
        best.push_back(report.best_epoch);
    }
    CHECK((best[0] != best[1] || best[1] != best[2]));
    auto nets = test::three_heads();
    CHECK_THROWS_WITH(minimize(nets, three(nets), data, validation, sgd, EarlyStopping{.monitor = "sing"}),
                      Contains("no metric named 'sing' in this run, which has: validation_loss, "
                               "validation_class, validation_class_error"));
}

TEST_CASE("tasks train in float, with any number of threads the same, and with layers that keep statistics") {
    const auto data = test::three_tasks<float>(1, 41);
    const auto run = [&](int threads) {
        NetworkDict<float> nets{{{"trunk", 4, {Dense{7}, BatchNorm{}, Relu{}}},
                                 {"class head", 7, {Dense{3}}},
                                 {"sign head", 7, {Dense{1}}},
                                 {"value head", 7, {Dense{2}}}},
                                Key{2}};
        auto some = sgd;
        some.threads = threads;
        const auto report = minimize(nets, three(nets), data, some);
        CHECK(report.last().at("loss") < report.history.front().at("loss"));
        return nets.parameters().vector().eval();
    };
    CHECK(run(1) == run(3));
}

TEST_CASE("a solver minimises the losses of tasks too") {
    auto nets = test::three_heads();
    const auto found =
        minimize(nets, three(nets), test::three_tasks(1, 31), Lbfgs{.tolerance = 1e-7}, L2{0.01});
    CHECK(found.converged);
}

TEST_CASE("a training step of tasks allocates nothing after the first epoch") {
    if (!allocations_are_counted()) return;
    const auto data = test::three_tasks(1, 31);
    const auto run = [&](int epochs) {
        auto nets = test::three_heads();
        auto some = sgd;
        some.epochs = epochs;
        const std::size_t before = allocations();
        minimize(nets, three(nets), data, some);
        return allocations() - before;
    };
    const std::size_t two = run(2), three_more = run(5), six_more = run(8);
    CHECK(three_more - two <= 3 * 12);  // the records of the epochs
    CHECK(six_more - three_more <= three_more - two + 4);
}

TEST_CASE("data of other rows are refused before the run, and nothing changes") {
    auto nets = test::three_heads();
    const Vector<double> before = nets.parameters().vector();
    auto data = test::three_tasks(1, 31);
    data.targets.conservativeResize(5, 31);
    CHECK_THROWS_WITH(minimize(nets, three(nets), data, sgd),
                      Contains("6 outputs in all, the data have 5 rows"));
    CHECK(nets.parameters().vector() == before);
}

/// Six regressions of d inputs, with 20 labels each on samples of their own. Their slopes lie in a plane if
/// they are related, and anywhere if not. Returns the mean squared error of the first one on new samples.
double error_of_first(std::uint64_t seed, Index d, bool related, bool alone) {
    const Index labels = 20, tasks = 6, count = labels * tasks;
    const Key key{seed};
    Matrix<double> plane(d, 2), in_plane(2, tasks), slopes(d, tasks), x(d, count), noise(1, count),
        test(d, 500);
    fill_normal(key[1], plane), fill_normal(key[2], in_plane), fill_normal(key[3], slopes);
    fill_normal(key[4], x), fill_normal(key[5], noise, 0.3), fill_normal(key[6], test);
    const Vector<double> first = plane * in_plane.col(0) / std::sqrt(2.0 * static_cast<double>(d));
    slopes /= std::sqrt(static_cast<double>(d));
    if (related) slopes = plane * in_plane / std::sqrt(2.0 * static_cast<double>(d));
    slopes.col(0) = first;
    std::vector<Matrix<double>> targets_of(
        static_cast<std::size_t>(tasks),
        Matrix<double>::Constant(1, count, std::numeric_limits<double>::quiet_NaN()));
    for (Index j = 0; j < count; ++j)
        if (const Index t = j / labels; t == 0 || !alone)
            targets_of[static_cast<std::size_t>(t)](0, j) = slopes.col(t).dot(x.col(j)) + noise(0, j);

    std::vector<NamedNetwork<double>> networks{{"trunk", d, {Dense{.units = 2, .bias = false}}}};
    for (const char* head : {"a", "b", "c", "d", "e", "f"}) networks.push_back({head, 2, {Dense{1}}});
    NetworkDict<double> nets{networks, key};
    const auto task = [](const char* name) { return Task{name, name, SquaredError{}}; };
    minimize(nets, MultiTask{nets, "trunk", task("a"), task("b"), task("c"), task("d"), task("e"), task("f")},
             task_data(x, targets_of), Lbfgs{.max_iterations = 300}, L2{0.02});
    const Matrix<double> found = nets.predict({"trunk", "a"}, test), expected = first.transpose() * test;
    return (found - expected).squaredNorm() / 500;
}

TEST_CASE("related tasks with 20 labels each beat training alone, in each of 3 seeds") {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const double alone = error_of_first(seed, 20, true, true),
                     related = error_of_first(seed, 20, true, false);
        CAPTURE(seed, alone, related);
        CHECK(related < 0.6 * alone);
    }
}

TEST_CASE("unrelated tasks hurt: they take the units of a narrow trunk, in each of 3 seeds") {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const double alone = error_of_first(seed, 5, false, true),
                     beside = error_of_first(seed, 5, false, false);
        CAPTURE(seed, alone, beside);
        CHECK(beside > 1.5 * alone);
    }
}

}  // namespace tests::multitask_multi_task_objective
