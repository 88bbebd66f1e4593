#include <regula/multitask/task.hpp>

#include <regula/loss/logistic.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a task has weight 1 unless it says otherwise") {
    const Task plain{"odd", "odd head", Logistic{}}, light{"odd", "odd head", Logistic{}, 0.3};
    CHECK(plain.weight == 1);
    CHECK(light.weight == 0.3);
    CHECK(plain.head == "odd head");
}

TEST_CASE("the loss of a task is observed if it has targets") {
    CHECK_FALSE(TaskLoss{}.observed());
    CHECK(TaskLoss{0, 2}.observed());
}
