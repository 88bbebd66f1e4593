#include <regula/stopping/stop_after.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::stopping_stop_after {

// Each of five samples is a minibatch; each update moves the parameter by 1.
struct Outcome {
    Report report;
    double updates;
};
template <class... Ps>
Outcome run(int epochs, Ps... policies) {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 1, .cols = 1});
    const Dataset<double> data{.inputs = Matrix<double>::Ones(1, 5), .targets = Matrix<double>::Ones(1, 5)};
    const auto objective = [](const auto&, const auto&, auto& g) { return g.vector().setConstant(-1), 1.0; };
    const auto report = minimize(theta, objective, data,
                                 Sgd{.learning_rate = 1, .epochs = epochs, .batch_size = 1}, policies...);
    return {report, theta.vector()[0]};
}

TEST_CASE("a run ends after exactly the number of updates, within an epoch or at its end") {
    for (const int updates : {1, 4, 5, 6, 13}) {
        const auto [report, done] = run(9, StopAfter{updates});
        CHECK(done == updates);
        CHECK(report.steps == updates);
        CHECK(report.epochs == (updates + 4) / 5);
        CHECK(report.stop_reason == StopReason::stopped_early);
        CHECK(report.last().steps == updates);
        CHECK(report.stop.by == "StopAfter");
        CHECK(std::abs(report.last().at("loss") - 1) < 1e-15);  // the mean over the part of the epoch
    }
    CHECK(run(2, StopAfter{11}).report.stop_reason == StopReason::completed);
    CHECK(run(2, when(false, StopAfter{3})).updates == 10);
    CHECK(run(2, when(true, StopAfter{3})).updates == 3);
    CHECK(run(2, StopAfter{7}, StopAfter{3}).updates == 3);
}

TEST_CASE("StopAfter refuses no updates at all") {
    CHECK_THROWS_WITH(StopAfter{0}.check(), "StopAfter: updates must be >= 1, got 0");
}

}  // namespace tests::stopping_stop_after
