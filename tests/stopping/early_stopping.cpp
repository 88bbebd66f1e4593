#include <regula/stopping/early_stopping.hpp>

#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/noisy_classes.hpp"

using namespace regula;

namespace tests::stopping_early_stopping {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

struct Outcome {
    int epochs;  // when it stopped; 0: it did not
    int best;
    double theta;  // in the end; in epoch n it was n
};

// A run by hand over a curve of a metric.
Outcome watched(const EarlyStopping& policy, const std::vector<double>& curve) {
    policy.check();
    Matrix<double> theta = Matrix<double>::Zero(1, 1);
    Record record{.metrics = {{policy.monitor}}};
    auto watch = policy.start(theta, record);
    bool stopped = false;
    while (!stopped && record.epoch < static_cast<int>(curve.size())) {
        record.metrics[0].value = curve[static_cast<std::size_t>(record.epoch)];
        ++record.epoch;
        theta(0, 0) = record.epoch;
        stopped = watch.should_stop(theta, record);
    }
    watch.finish(theta);
    return {stopped ? record.epoch : 0, watch.best_epoch(), theta(0, 0)};
}

void expect(const Outcome& got, int epochs, int best, double theta) {
    CHECK(got.epochs == epochs);
    CHECK(got.best == best);
    CHECK(got.theta == theta);
}

// A run by minimize over a curve of the training loss: the objective says what the curve says, and each of
// its steps moves the two parameters by 1.
template <class Scalar, class... Ps>
std::pair<Report, Vector<Scalar>> run(const std::vector<double>& curve, Ps... policies) {
    std::size_t epoch = 0;
    Vector<Scalar> w = Vector<Scalar>::Zero(2);
    const auto objective = [&](const auto&, auto& g) {
        g.setConstant(-1);
        return curve.at(epoch++);
    };
    const Sgd sgd{.learning_rate = 1, .epochs = static_cast<int>(curve.size())};
    const Report report = minimize(w, objective, sgd, policies...);
    return {report, w};
}

struct StopAt {
    int epoch;
    struct Watch {
        int at;
        bool should_stop(auto&, const Record& record) { return record.epoch == at; }
        void finish(auto&) {}
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record&) const { return {epoch}; }
};

// A penalty that is charged and moves nothing.
struct Charge {
    double value(const auto& w) const { return 0.125 * static_cast<double>(w.squaredNorm()); }
    void add_gradient(const auto&, auto&) const {}
};

TEST_CASE("patience is the number of evaluations in a row without improvement that stop") {
    const std::vector<double> curve{5, 4, 6, 3, 6, 6, 2, 6, 6, 6, 1};
    expect(watched({.patience = 1}, curve), 3, 2, 2);
    expect(watched({.patience = 2}, curve), 6, 4, 4);
    expect(watched({.patience = 3}, curve), 10, 7, 7);
    expect(watched({.patience = 4}, curve), 0, 11, 11);
}

TEST_CASE("patience 0 is as 1: it stops at the first evaluation that is no improvement, and at no other") {
    for (const auto& curve : std::vector<std::vector<double>>{
             {5, 4, 6, 3}, {5, 5, 1}, {NaN, 1}, {5, 4, 3}, {5, inf, 1}, {5, 4.5, 3.9, 3.8}}) {
        const auto one = watched({.min_delta = 0.25, .patience = 1}, curve);
        expect(watched({.min_delta = 0.25, .patience = 0}, curve), one.epochs, one.best, one.theta);
    }
    expect(watched({.patience = 0}, {5, 4, 6, 3}), 3, 2, 2);
    expect(watched({.patience = 0}, {5, 4, 3}), 0, 3, 3);
    expect(watched({.patience = 0, .interval = 2}, {9, 5, 9, 5, 1}), 4, 2, 2);
}

TEST_CASE("a flat curve stops after exactly patience evaluations without improvement") {
    for (const int patience : {1, 2, 7})
        expect(watched({.patience = patience}, std::vector<double>(20, 0.5)), 1 + patience, 1, 1);
}

TEST_CASE("a curve that only improves never stops, one that only worsens gives back the first") {
    expect(watched({.patience = 1}, {5, 4, 3, 2}), 0, 4, 4);
    expect(watched({.patience = 3}, {2, 3, 4, 5, 6}), 4, 1, 1);
    expect(watched({.patience = 2}, {2, 1, 2, 1, 2, 1}), 4, 2, 2);
}

TEST_CASE("improvements smaller than the delta do not reset the patience, nor are they the best") {
    expect(watched({.min_delta = 0.25, .patience = 2}, {3, 2.9, 2.8, 2}), 3, 1, 1);
    expect(watched({.relative_min_delta = 0.5, .patience = 2}, {3, 2.9, 1.4, 1.3, 1.2, 0}), 5, 3, 3);
}

TEST_CASE("NaN and infinities are evaluations without improvement") {
    expect(watched({.patience = 2}, {NaN, 3, NaN, inf, 1}), 4, 2, 2);
    expect(watched({.patience = 2}, {3, -inf, 2, NaN, NaN}), 5, 3, 3);
    expect(watched({.patience = 3}, {NaN, NaN, NaN, 1}), 3, 0, 3);  // no best: all stays as it is
}

TEST_CASE("a metric of which more is better") {
    expect(watched({.monitor = "accuracy", .mode = Plateau::Mode::max, .patience = 2}, {.1, .5, .4, .5, .9}),
           4, 2, 2);
}

TEST_CASE("epochs that are no evaluations are not looked at") {
    // Every third: epochs 3, 6, 9, 12 with 5, 4, 4, 4; the rest would be better.
    const std::vector<double> curve{1, 1, 5, 1, 1, 4, 1, 1, 4, 1, 1, 4, 1, 1, 4};
    expect(watched({.patience = 2, .interval = 3}, curve), 12, 6, 6);
    // The first three do not count: not as the best, and not for the patience.
    expect(watched({.patience = 2, .warm_up = 3}, {1, 2, 3, 9, 8, 9, 9, 7}), 7, 5, 5);
    // Both: evaluations at 4, 6, 8, 10.
    expect(watched({.patience = 2, .interval = 2, .warm_up = 2}, {0, 0, 0, 5, 0, 6, 0, 6, 0, 0}), 8, 4, 4);
    // It ended before the first evaluation.
    expect(watched({.patience = 1, .warm_up = 5}, {1, 2, 3}), 0, 0, 3);
    expect(watched({.patience = 1, .interval = 5}, {1, 2, 3}), 0, 0, 3);
}

TEST_CASE("without restoring, the parameters are the last, and the best epoch is told") {
    expect(watched({.patience = 2, .restore_best = false}, {5, 4, 6, 6, 1}), 4, 2, 4);
}

TEST_CASE("coefficients that make no sense are refused") {
    CHECK_THROWS_WITH(EarlyStopping{.patience = -1}.check(), "EarlyStopping: patience must be >= 0, got -1");
    CHECK_THROWS_WITH(EarlyStopping{.interval = 0}.check(), "EarlyStopping: interval must be >= 1, got 0");
    CHECK_THROWS_AS(EarlyStopping{.warm_up = -1}.check(), std::invalid_argument);
    CHECK_THROWS_AS(EarlyStopping{.min_delta = -0.1}.check(), std::invalid_argument);
    CHECK_THROWS_AS(EarlyStopping{.relative_min_delta = NaN}.check(), std::invalid_argument);
}

TEMPLATE_TEST_CASE("a run gives back the best parameters, whatever ended it", "", float, double) {
    const EarlyStopping on_loss{.monitor = "loss", .patience = 3};
    const auto given_back = [](const auto& outcome, StopReason reason, int epochs, int best) {
        CHECK(outcome.first.stop_reason == reason);
        CHECK(outcome.first.epochs == epochs);
        CHECK(outcome.first.best_epoch == best);
        CHECK(outcome.second == Vector<TestType>::Constant(2, static_cast<TestType>(best)));
    };
    given_back(run<TestType>({5, 4, 3, 4, 4, 4, 4}, on_loss), StopReason::stopped_early, 6, 3);
    given_back(run<TestType>({5, 4, 3, 4, 4}, on_loss), StopReason::completed, 5, 3);
    given_back(run<TestType>({5, 4, 3, 4, 4, 4}, on_loss, StopAt{4}), StopReason::stopped_early, 4, 3);
    given_back(run<TestType>({5, 4, 3, 4, NaN, 1}, on_loss), StopReason::diverged, 4, 3);
    given_back(run<TestType>({1, 4, 3}, on_loss), StopReason::completed, 3, 1);
    given_back(run<TestType>({5, 4, 3}, on_loss), StopReason::completed, 3, 3);
    // The loss is that of before the update; the best of two watches is that of the last.
    given_back(run<TestType>({5, 4, 6, 3, 4}, on_loss, EarlyStopping{.monitor = "loss", .patience = 1}),
               StopReason::stopped_early, 3, 2);
}

TEST_CASE("the report tells what stopped, the best, and the training loss there and in the end") {
    const EarlyStopping early{.monitor = "loss", .patience = 2};
    const auto stopped = run<double>({5, 4, 3, 4, 6, 1}, early).first.stop;
    CHECK(stopped.by == "EarlyStopping");
    CHECK(stopped.epoch == 5);
    CHECK(stopped.monitor == "loss");
    CHECK(stopped.best_epoch == 3);
    CHECK(stopped.best == 3);
    CHECK(stopped.loss_at_best == 3);
    CHECK(stopped.loss == 6);

    const auto ended = run<double>({5, 4, 3, 4}, early).first.stop;
    CHECK(ended.by.empty());
    CHECK(ended.epoch == 4);
    CHECK(ended.best_epoch == 3);
    CHECK(ended.loss == 4);
    CHECK(run<double>({5, 4}).first.stop.monitor.empty());

    // The first that stops is named, the best is that of the last, and one that is off says nothing.
    const auto two = run<double>({5, 4, 6, 3}, EarlyStopping{.monitor = "loss", .patience = 1},
                                 EarlyStopping{.monitor = "objective", .mode = Plateau::Mode::max},
                                 when(false, EarlyStopping{.monitor = "none"}))
                         .first.stop;
    CHECK(two.by == "EarlyStopping");
    CHECK(two.monitor == "objective");
    CHECK(two.best_epoch == 3);
    CHECK(two.best == 6);
}

TEST_CASE("the objective with its penalties can be monitored, and a penalty alone") {
    // The loss always falls; the penalty, 1/2 a |w|^2 of w = (n, n), overtakes it.
    const std::vector<double> curve{9, 6, 4, 3.5, 3, 2.5, 2, 1.5, 1};
    const auto objective = [&](std::size_t n) {
        return curve[n - 1] + 0.5 * static_cast<double>(2 * n * n) * 0.25;
    };
    std::size_t least = 1;
    for (std::size_t n = 2; n <= curve.size(); ++n)
        if (objective(n) < objective(least)) least = n;
    REQUIRE(least == 3);
    const auto [report, w] =
        run<double>(curve, Charge{}, EarlyStopping{.monitor = "objective", .patience = 2});
    CHECK(report.best_epoch == 3);
    CHECK(report.epochs == 5);
    CHECK(w == Vector<double>::Constant(2, 3));
    const auto rising = run<double>(curve, Charge{}, EarlyStopping{.monitor = "Charge on weights"});
    CHECK(rising.first.best_epoch == 1);
}

TEST_CASE("a monitor that the run has not is refused before the first step, with the names that it has") {
    CHECK_THROWS_WITH(run<double>({1, 2}, EarlyStopping{}),
                      "no metric named 'validation_loss' in this run, which has: loss, objective; it has no "
                      "validation data to measure it on");
    auto net = mlp<double>({3, 4, 2}, Key{1});
    const auto before = net.parameters().vector();
    const auto data = test::noisy_classes(1, 20);
    CHECK_THROWS_WITH(
        fit(net, SoftmaxCrossEntropy{}, data, data, Sgd{}, L2{0.1}, EarlyStopping{.monitor = "val_loss"}),
        "no metric named 'val_loss' in this run, which has: validation_loss, "
        "validation_error, loss, L2 on weights, objective");
    CHECK(net.parameters().vector() == before);
}

TEST_CASE("fit gives back the network whose validation loss was the smallest, and one policy serves many") {
    const auto train = test::noisy_classes(1, 30), validation = test::noisy_classes(5, 200);
    const EarlyStopping early{.patience = 4};
    const Sgd sgd{.learning_rate = 0.5, .momentum = 0.9, .epochs = 200, .batch_size = 8};
    for (const std::uint64_t seed : {1, 2}) {
        auto net = mlp<double>({3, 20, 2}, Key{seed});
        const auto report = fit(net, SoftmaxCrossEntropy{}, train, validation, sgd, early);
        REQUIRE(report.stop_reason == StopReason::stopped_early);
        CHECK(report.epochs == report.best_epoch + 4);
        const auto& best = report.history[static_cast<std::size_t>(report.best_epoch - 1)];
        for (const Record& record : report.history)
            CHECK(record.at("validation_loss") >= best.at("validation_loss"));
        CHECK(evaluate(net, SoftmaxCrossEntropy{}, validation).loss == best.at("validation_loss"));

        auto again = mlp<double>({3, 20, 2}, Key{seed});
        Sgd shorter = sgd;
        shorter.epochs = report.best_epoch;
        fit(again, SoftmaxCrossEntropy{}, train, validation, shorter);
        CHECK(again.parameters().vector() == net.parameters().vector());
    }
}

TEST_CASE("keeping the best allocates nothing after the start") {
    auto theta = mlp<float>({30, 20, 5}, Key{1}).parameters();
    Record record{.metrics = {{"validation_loss"}}};
    auto watch = EarlyStopping{}.start(theta, record);
    const std::size_t before = allocations();
    for (record.epoch = 1; record.epoch < 9; ++record.epoch) {
        record.metrics[0].value = -record.epoch;
        watch.should_stop(theta, record);
    }
    watch.finish(theta);
    CHECK(allocations() == before);
}

}  // namespace tests::stopping_early_stopping
