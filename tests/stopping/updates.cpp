#include <regula/stopping/updates.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace {

// 10 samples in batches of 4 are 3 updates an epoch; each moves w by 1, and the loss is the number of the update.
struct Run {
    Parameters<double> theta{{Block{.name = "w", .rows = 1, .cols = 1}}};
    State<double> state = {};
    int calls = 0;

    Report operator()(int epochs, auto... policies) {
        const Dataset<double> data{.inputs = Matrix<double>::Zero(1, 10),
                                   .targets = Matrix<double>::Zero(1, 10)};
        const auto objective = [&](const auto&, const auto&, auto& g) {
            g.vector().setConstant(-1);
            return static_cast<double>(++calls);
        };
        return minimize(state, theta, objective, data,
                        Sgd{.learning_rate = 1, .epochs = epochs, .batch_size = 4}, policies...);
    }
};

}  // namespace

TEST_CASE("a run has exactly so many updates, in the midst of an epoch too") {
    for (const int most : {1, 3, 5, 8}) {
        Run run;
        const Report report = run(9, Updates{most});
        CHECK(run.theta.vector()[0] == most);
        CHECK(run.calls == most);
        CHECK(report.steps == most);
        CHECK(report.epochs == (most + 2) / 3);
        CHECK(report.stop_reason == StopReason::stopped_early);
        CHECK(report.stop.by == "Updates");
    }
    Run run;
    // The record of a part of an epoch is the mean over that part: updates 4 and 5, of 4 samples each.
    CHECK(run(9, Updates{5}).last().at("loss") == 4.5);
    CHECK(run(9, Updates{5}).history.empty());
    CHECK(run.calls == 5);
}

TEST_CASE("with fewer epochs than updates the epochs are the limit, and off it is none") {
    Run run;
    const Report report = run(2, Updates{7});
    CHECK(report.stop_reason == StopReason::completed);
    CHECK(report.steps == 6);
    CHECK(report.stop.by.empty());
    CHECK(run(9, Updates{7}).steps == 7);
    Run other;
    CHECK(other(2, when(false, Updates{1})).steps == 6);
    CHECK(Run{}(2, when(true, Updates{4})).steps == 4);
    CHECK_THROWS_WITH(other(3, Updates{0}), "Updates: most must be >= 1, got 0");
}
