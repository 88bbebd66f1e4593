#include <regula/multitask/multi_task.hpp>

#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/pass.hpp>

#include "support/catch.hpp"
#include "support/tasks.hpp"

#include <limits>

using namespace regula;

namespace tests::multitask_multi_task {

using Catch::Matchers::Contains;

TEST_CASE("MultiTask gives each head the rows of its targets, in the order of the tasks") {
    auto nets = test::three_heads();
    const auto data = test::three_tasks(1, 8);
    const MultiTask tasks{nets, "trunk", Task{"value", "value head", SquaredError{}},
                          Task{"class", "class head", SoftmaxCrossEntropy{}, 0.5}};
    Matrix<double> targets(5, 8);
    targets << data.targets.bottomRows(2), data.targets.topRows(3);
    const Batch<double> batch{data.inputs, targets, {}};
    Pass<double> pass;
    pass.begin(nets.parameters());
    std::vector<std::string> seen;
    tasks.forward(pass, batch, [&](const auto& task, std::size_t t, Node y, const auto& part) {
        CHECK(t == seen.size());
        seen.push_back(task.name);
        CHECK(pass.value(y) == nets.predict({"trunk", task.head}, data.inputs));
        CHECK(part.rows() == pass.value(y).rows());
        CHECK(is_missing(part.col(1)) == (task.name == "class"));
        CHECK(is_missing(part.col(2)) == (task.name == "value"));
    });
    CHECK(seen == std::vector<std::string>{"value", "class"});
    CHECK(tasks.own().size() == 0);
}

TEST_CASE("MultiTask refuses unknown networks, heads that do not fit, repeated names, weights below 0") {
    auto nets = test::three_heads();
    const Task fine{"value", "value head", SquaredError{}};
    CHECK_THROWS_WITH((MultiTask{nets, "stem", fine}),
                      Contains("no network 'stem'; there are: trunk, class"));
    CHECK_THROWS_WITH((MultiTask{nets, "trunk", Task{"v", "tail", SquaredError{}}}), Contains("'tail'"));
    CHECK_THROWS_WITH((MultiTask{nets, "trunk", Task{"v", "trunk", SquaredError{}}}),
                      Contains("'trunk' takes 4 features, the trunk has 6 outputs"));
    CHECK_THROWS_WITH((MultiTask{nets, "trunk", fine, Task{"value", "class head", SquaredError{}}}),
                      Contains("a task 'value' already"));
    CHECK_THROWS_WITH((MultiTask{nets, "trunk", Task{"v", "value head", SquaredError{}, -0.1}}),
                      Contains("the weight of 'v' must be finite and >= 0, got -0.1"));
    const double infinite = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH((MultiTask{nets, "trunk", Task{"v", "value head", SquaredError{}, infinite}}),
                      Contains("the weight of 'v' must be finite and >= 0, got inf"));
    for (const std::string name : {"loss", "value_error", "value_weight"})
        CHECK_THROWS_WITH((MultiTask{nets, "trunk", fine, Task{name, "class head", SquaredError{}}}),
                          Contains("a task cannot be named '" + name + "', the name of another metric"));
}

TEST_CASE("MultiTask refuses targets with other rows, and says how to make them") {
    auto nets = test::three_heads();
    const MultiTask tasks{nets, "trunk", Task{"value", "value head", SquaredError{}}};
    const auto data = test::three_tasks(1, 8);
    Pass<double> pass;
    pass.begin(nets.parameters());
    CHECK_THROWS_WITH(
        tasks.forward(pass, Batch<double>{data.inputs, data.targets, {}}, [](auto&&...) {}),
        Contains("the heads have 2 outputs in all, the data have 6 rows of targets; task_data"));
}

}  // namespace tests::multitask_multi_task
