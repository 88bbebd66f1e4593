#include <regula/stopping/stop_when.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/stopping/any_of.hpp>
#include <regula/stopping/rises.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::stopping_stop_when {

// A run over a curve of the training loss; each step moves w by 1.
std::pair<Report, double> run(const std::vector<double>& curve, auto policy) {
    std::size_t epoch = 0;
    Vector<double> w = Vector<double>::Zero(1);
    const auto objective = [&](const auto&, auto& g) {
        g.setConstant(-1);
        return curve.at(epoch++);
    };
    const Sgd sgd{.learning_rate = 1, .epochs = static_cast<int>(curve.size())};
    const Report report = minimize(w, objective, sgd, policy);
    return {report, w[0]};
}

const Rises rises{.times = 2, .strip = 1, .monitor = "loss"};

TEST_CASE("a criterion ends the run, and the best parameters are given back, whatever ended it") {
    const EarlyStopping best{.monitor = "loss", .patience = 100};
    const auto [stopped, w] = run({5, 3, 4, 2.5, 3, 4, 1}, stop_when(rises, best));
    CHECK(stopped.stop_reason == StopReason::stopped_early);
    CHECK(stopped.epochs == 6);
    CHECK(stopped.best_epoch == 4);
    CHECK(w == 4);
    CHECK(stopped.stop.by == "Rises");
    CHECK(stopped.stop.best == 2.5);
    CHECK(stopped.stop.loss == 4);
    const auto [ended, at_end] = run({5, 3, 4, 3.5}, stop_when(rises, best));
    CHECK(ended.stop_reason == StopReason::completed);
    CHECK(ended.stop.by.empty());
    CHECK(at_end == 2);
}

TEST_CASE("what keeps the best has its own monitor, deltas and patience") {
    const auto [report, w] = run({5, 4, 3.9, 3.9, 3.9, 9},
                                 stop_when(rises, {.monitor = "objective", .min_delta = 0.5, .patience = 3}));
    CHECK(report.epochs == 5);
    CHECK(report.stop.by == "EarlyStopping");
    CHECK(report.stop.monitor == "objective");
    CHECK(w == 2);
    const auto [kept, last] =
        run({5, 3, 4, 5, 1}, stop_when(rises, {.monitor = "loss", .patience = 9, .restore_best = false}));
    CHECK(kept.epochs == 4);
    CHECK(kept.best_epoch == 2);
    CHECK(last == 4);
}

TEST_CASE(
    "several criteria make one policy, and a wrong setting or monitor is refused before the first step") {
    const EarlyStopping on_loss{.monitor = "loss", .patience = 3};
    const auto [report, w] = run({5, 4, 5, 6, 1}, stop_when(any_of(on_loss, rises), on_loss));
    CHECK(report.epochs == 4);
    CHECK(report.stop.by == "Rises");
    CHECK_THROWS_WITH(run({1}, stop_when(Rises{.times = 0}, on_loss)), "Rises: times must be >= 1, got 0");
    CHECK_THROWS_AS(run({1}, stop_when(rises)), std::invalid_argument);  // the best is of the validation loss
    CHECK_THROWS_AS(run({1}, stop_when(Rises{}, on_loss)), std::invalid_argument);
}

}  // namespace tests::stopping_stop_when
