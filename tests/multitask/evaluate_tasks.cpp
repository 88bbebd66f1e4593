#include <regula/multitask/evaluate_tasks.hpp>

#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include "support/catch.hpp"
#include "support/tasks.hpp"

using namespace regula;

namespace tests::multitask_evaluate_tasks {

TEMPLATE_TEST_CASE("evaluate gives the loss and the error of each task, over its own targets", "", float,
                   double) {
    auto nets = test::three_heads<TestType>();
    const auto data = test::three_tasks<TestType>(1, 31);
    const MultiTask tasks{nets, "trunk", Task{"class", "class head", SoftmaxCrossEntropy{}, 0.5},
                          Task{"sign", "sign head", Logistic{}}, Task{"value", "value head", SquaredError{}}};
    Workers alone;
    const auto parts = evaluate(tasks, nets.parameters(), data, alone, 7), found = evaluate(tasks, data);
    REQUIRE(found.size() == 3);
    CHECK(found[0].targets == 21);
    CHECK(found[1].targets == 31);
    CHECK(found[2].targets == 21);

    const auto y = nets.predict({"trunk", "class head"}, data.inputs);
    const auto s = nets.predict({"trunk", "sign head"}, data.inputs);
    double wrong = 0, loss = 0, wrong_signs = 0;
    for (Index j = 0; j < 31; ++j) {
        wrong_signs += (s(0, j) > 0) != (data.targets(3, j) == 1);
        if (j % 3 == 1) continue;
        Index choice = 0, right = 0;
        y.col(j).maxCoeff(&choice), data.targets.col(j).head(3).maxCoeff(&right);
        wrong += choice != right;
        loss += SoftmaxCrossEntropy{}.value(y.col(j), data.targets.col(j).head(3)) / 21;
    }
    CHECK(wrong > 0);
    CHECK(found[0].error == Approx(wrong / 21));
    CHECK(found[0].loss == Approx(loss));  // without the weight of the task
    CHECK(found[1].error == Approx(wrong_signs / 31));
    CHECK(std::isnan(found[2].error));
    for (std::size_t t = 0; t < 3; ++t) {
        CHECK(parts[t].loss == Approx(found[t].loss));
        CHECK(parts[t].targets == found[t].targets);
    }
    CHECK(parts[0].error == found[0].error);
}

TEST_CASE("a sample with NaN outputs has a wrong class") {
    const Matrix<double> y{{std::nan(""), 2}, {0, 1}}, t{{1, 1}, {0, 0}};
    CHECK(count_wrong_classes(y, t) == 1);
    CHECK(count_wrong_classes(Matrix<double>{{std::nan(""), -1}}, Matrix<double>{{0, 0}}) == 1);
}

TEST_CASE("a task without targets has no loss and no error") {
    auto nets = test::three_heads();
    const MultiTask tasks{nets, "trunk", Task{"class", "class head", SoftmaxCrossEntropy{}}};
    const auto data = task_data<double>(
        test::drawn(1, 4, 5), {task_targets<double>(Labels{Labels::Constant(5, missing_label)}, 3)});
    const auto found = evaluate(tasks, data);
    CHECK(std::isnan(found[0].loss));
    CHECK(std::isnan(found[0].error));
    CHECK(found[0].targets == 0);
}

TEST_CASE("data that are not of the tasks, and parts of no samples, are refused") {
    auto nets = test::three_heads();
    const MultiTask tasks{nets, "trunk", Task{"class", "class head", SoftmaxCrossEntropy{}}};
    const Dataset<double> labelled{.inputs = test::drawn(1, 4, 5), .labels = Labels::Zero(5)};
    CHECK_THROWS_WITH(evaluate(tasks, labelled),
                      "MultiTask: the heads have 3 outputs in all, the data have 0 rows of targets; "
                      "task_data(inputs, {targets, ...}) makes such data");
    Workers alone;
    CHECK_THROWS_WITH(evaluate(tasks, nets.parameters(), test::three_tasks(1, 31), alone, -1),
                      "evaluate: part_size must be >= 1, got -1");
}

}  // namespace tests::multitask_evaluate_tasks
