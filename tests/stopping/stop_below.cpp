#include <regula/stopping/stop_below.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::stopping_stop_below {

Report run(std::vector<double> curve, const StopBelow& policy) {
    std::size_t epoch = 0;
    Vector<double> w = Vector<double>::Zero(2);
    const auto objective = [&](const auto&, auto& g) { return g.setZero(), curve.at(epoch++); };
    return minimize(w, objective, Sgd{.learning_rate = 1, .epochs = static_cast<int>(curve.size())}, policy);
}

TEST_CASE("a run ends at the first epoch that is below the value") {
    const StopBelow goal{.monitor = "loss", .value = 0.5};
    CHECK(run({3, 1, 0.5, 0.4, 0.1}, goal).epochs == 4);  // 0.5 is not below
    CHECK(run({3, 1, 0.5, 0.4, 0.1}, goal).stop_reason == StopReason::stopped_early);
    CHECK(run({0.1, 1}, goal).epochs == 1);
    CHECK(run({0.1, 1}, goal).stop.by == "StopBelow");
    CHECK(run({3, 1, 0.5}, goal).stop_reason == StopReason::completed);
}

TEST_CASE("StopBelow refuses a value that is no number, and a monitor that the run has not") {
    CHECK_THROWS_WITH(StopBelow{.value = std::nan("")}.check(), "StopBelow: value must be a number, got nan");
    CHECK_THROWS_WITH(run({1}, {}),
                      "no metric named 'validation_loss' in this run, which has: loss, objective; it has no "
                      "validation data to measure it on");
}

}  // namespace tests::stopping_stop_below
