#include <regula/optimize/second_phase.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace {

/// A line with noise; `all` is the one set after the other.
Dataset<double> line(std::uint64_t seed, Index size) {
    Dataset<double> data{.inputs = Matrix<double>(2, size), .targets = Matrix<double>(1, size)};
    fill_normal(Key{seed}, data.inputs);
    fill_normal(Key{seed + 1}, data.targets);
    data.targets += data.inputs.row(0) - 0.5 * data.inputs.row(1);
    return data;
}
Dataset<double> joined(const Dataset<double>& a, const Dataset<double>& b) {
    Dataset<double> all{.inputs = Matrix<double>(a.features(), a.size() + b.size()),
                        .targets = Matrix<double>(1, a.size() + b.size())};
    all.inputs << a.inputs, b.inputs;
    all.targets << a.targets, b.targets;
    return all;
}

/// Samples whose inputs are 0: the network is its bias, and full-batch descent has a closed form.
Dataset<double> constant(Index size, double target) {
    return {.inputs = Matrix<double>::Zero(1, size), .targets = Matrix<double>::Constant(1, size, target)};
}

}  // namespace

TEST_CASE("retraining takes as many passes, or as many updates, as the first run to its best epoch") {
    const auto train = line(1, 30), validation = line(5, 20), all = joined(train, validation);
    const Sgd sgd{.learning_rate = 0.05, .epochs = 9, .batch_size = 8};  // 4 updates a pass, of all 7
    Report first;
    first.best_epoch = 3;
    first.epochs = 9;
    first.steps = 36;

    auto passes = mlp<double>({2, 6, 1}, Key{3}), updates = passes, expected = passes;
    const Report by_passes =
        retrain(passes, SquaredError{}, all, first, Same::passes, sgd, on(inputs, Dropout{0.2}));
    CHECK(by_passes.epochs == 3);
    CHECK(by_passes.steps == 21);
    Sgd three = sgd;
    three.epochs = 3;
    fit(expected, SquaredError{}, all, three, on(inputs, Dropout{0.2}));
    CHECK(passes.parameters().vector() == expected.parameters().vector());

    const Report by_updates =
        retrain(updates, SquaredError{}, all, first, Same::updates, sgd, on(inputs, Dropout{0.2}));
    CHECK(by_updates.epochs == 2);
    CHECK(by_updates.steps == 12);
    CHECK(updates.parameters().vector() != passes.parameters().vector());
    CHECK_THROWS_WITH(retrain(updates, SquaredError{}, all, Report{}, Same::passes, sgd),
                      "retrain: the first run has no best epoch");
}

TEST_CASE("retraining follows the closed form of gradient descent, its updates counted") {
    // J = mean of 1/2 (b - t)^2, so that b_n = t (1 - (1 - rate)^n).
    const Sgd sgd{.learning_rate = 0.125, .epochs = 50, .batch_size = 2};
    auto net = mlp<double>({1, 1}, Key{1});
    net.parameters().vector().setZero();
    Report first;
    first.best_epoch = 5;
    first.epochs = 8;
    first.steps = 16;  // 2 a pass
    retrain(net, SquaredError{}, constant(6, 3), first, Same::updates, sgd);
    const double bias = net.parameters().vector()[1];
    CHECK(bias == Approx(3 * (1 - std::pow(0.875, 10))).epsilon(1e-14));
}

TEST_CASE(
    "continued training stops at the first epoch whose loss on the former validation data is below the "
    "goal") {
    // The bias goes from 0 to the mean of all data: 12 targets of 3 and 4 of 1, that is 2.5.
    const auto train = constant(12, 3), validation = constant(4, 1), all = joined(train, validation);
    const Sgd sgd{.learning_rate = 0.125, .epochs = 40, .batch_size = 16};
    const auto run = [&](double goal) {
        auto net = mlp<double>({1, 1}, Key{1});
        net.parameters().vector().setZero();
        const Report report = continue_training(net, SquaredError{}, all, validation, goal, sgd);
        return std::pair{report, net.parameters().vector()[1]};
    };
    const auto bias = [](int n) { return 2.5 * (1 - std::pow(0.875, n)); };
    const auto loss = [&](int n) { return 0.5 * (bias(n) - 1) * (bias(n) - 1); };
    for (const double goal : {0.4, 0.1, 0.01}) {
        int n = 0;
        while (loss(n) >= goal) ++n;
        const auto [report, b] = run(goal);
        REQUIRE(n > 0);
        CHECK(report.stop_reason == StopReason::stopped_early);
        CHECK(report.stop.by == "Below");
        CHECK(report.epochs == n);
        CHECK(b == Approx(bias(n)).epsilon(1e-14));
        CHECK(report.last().at("validation_loss") == Approx(loss(n)).epsilon(1e-12));
    }
    // It passes 1 between two epochs and never is below 1e-5: the limit ends it, with the last parameters.
    const auto [never, at_end] = run(1e-5);
    CHECK(never.stop_reason == StopReason::completed);
    CHECK(never.epochs == 40);
    CHECK(never.stop.by.empty());
    CHECK(at_end == Approx(bias(40)).epsilon(1e-14));
    // It is there already.
    const auto [nothing, untouched] = run(0.6);
    CHECK(nothing.stop_reason == StopReason::stopped_early);
    CHECK(nothing.steps == 0);
    CHECK(untouched == 0);
    CHECK_THROWS_AS(run(std::nan("")), std::invalid_argument);
}

TEST_CASE("both follow a run that stopped early, with its policies") {
    const auto train = line(1, 12), validation = line(5, 40), all = joined(train, validation);
    const Sgd sgd{.learning_rate = 0.03, .momentum = 0.5, .epochs = 200, .batch_size = 4};
    auto net = mlp<double>({2, 30, 1}, Key{3});
    const auto scratch = net;
    const Report first =
        fit(net, SquaredError{}, train, validation, sgd, Dropout{0.1}, EarlyStopping{.patience = 8});
    REQUIRE(first.stop_reason == StopReason::stopped_early);
    const double before = evaluate(net, SquaredError{}, validation).loss;
    CHECK(first.stop.best == before);
    auto again = scratch, further = net;
    const Report retrained = retrain(again, SquaredError{}, all, first, Same::updates, sgd, Dropout{0.1});
    CHECK(retrained.steps == 3 * first.best_epoch);
    const double goal = 0.8 * before;
    const Report continued =
        continue_training(further, SquaredError{}, all, validation, goal, sgd, Dropout{0.1});
    CHECK(continued.stop_reason == StopReason::stopped_early);
    CHECK(evaluate(further, SquaredError{}, validation).loss < goal);
    CHECK(evaluate(further, SquaredError{}, validation).loss == continued.last().at("validation_loss"));
}
