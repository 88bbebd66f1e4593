#include <regula/optimize/descend.hpp>

#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/reduce_on_plateau.hpp>
#include <regula/stopping/stop_after.hpp>
#include <regula/update/ema.hpp>

#include "support/catch.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

namespace tests::optimize_descend {

TEMPLATE_TEST_CASE("divergence ends the run with the parameters and the state of the last good epoch", "",
                   Sgd, Adam) {
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL})
        for (const bool in_gradient : {false, true}) {
            auto theta = test::two_blocks();
            State<double> state;
            int calls = 0;
            Vector<double> good;
            const auto f = [&](const auto& at, auto& g) {
                g.vector() = at.vector();
                if (++calls == 4) {
                    good = at.vector();
                    if (in_gradient)
                        g.vector()[4] = bad;
                    else
                        return bad;
                }
                return 0.5 * at.vector().squaredNorm();
            };
            TestType optimizer{.learning_rate = 0.1, .epochs = 10};
            if constexpr (std::is_same_v<TestType, Sgd>) optimizer.momentum = 0.9;
            const Report report = minimize(state, theta, f, optimizer, L2{0.1});
            CHECK(report.stop_reason == StopReason::diverged);
            CHECK(report.epochs == 3);
            CHECK(report.history.size() == 3);
            CHECK(theta.vector() == good);
            CHECK(state.epochs == 3);
            CHECK(state.steps == 3);
            for (const auto& memory : state.memory)
                for (const auto& vector : memory.vectors) CHECK(vector.allFinite());

            const auto resumed = minimize(state, theta, f, optimizer, L2{0.1});
            CHECK(resumed.stop_reason == StopReason::completed);
            CHECK(resumed.epochs == 10);
        }
}

TEST_CASE("a rate that is too large diverges, and the parameters stay finite") {
    auto theta = test::two_blocks();
    const Report report = minimize(theta, test::half_square, Sgd{.learning_rate = 1e3, .epochs = 500});
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK(theta.vector().allFinite());
    CHECK(report.epochs < 500);
    CHECK(report.last().epoch == report.epochs);
}

TEST_CASE("zero epochs leave everything as it was") {
    auto theta = test::two_blocks();
    const Vector<double> before = theta.vector();
    int calls = 0;
    const auto f = [&](const auto&, auto&) { return static_cast<double>(++calls); };
    const Report report = minimize(theta, f, Sgd{.epochs = 0}, L1{1});
    CHECK(calls == 0);
    CHECK(theta.vector() == before);
    CHECK(report.history.empty());
    CHECK(report.stop_reason == StopReason::completed);
    CHECK(report.best_epoch == 0);
}

TEST_CASE("a schedule of the learning rate and of a strength sees the fraction of the epoch") {
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 1, .cols = 1});
    theta.vector() << 1;
    const Dataset<double> data{.inputs = Matrix<double>::Zero(1, 4), .targets = Matrix<double>::Zero(1, 4)};
    const auto flat = [](const auto&, const auto&, auto&) { return 0.0; };
    const Sgd sgd{.learning_rate = 0.5, .schedule = LinearDecay{.epochs = 2}, .epochs = 2, .batch_size = 2};
    const auto report =
        minimize(theta, flat, data, sgd, scheduled(L2{1}, [](double epoch) { return 1 + epoch; }));
    double w = 1;
    for (const double t : {0.0, 0.5, 1.0, 1.5}) w -= 0.5 * (1 - t / 2) * (1 + t) * w;
    CHECK(theta.vector()[0] == Approx(w).epsilon(1e-14));
    CHECK(report.history[0].learning_rate == 0.5 * 0.75);  // of the second of two updates
    CHECK(report.history[1].learning_rate == 0.5 * 0.25);
    CHECK(report.last().at("L2 on weights") == Approx(3 * w * w / 2).epsilon(1e-14));
}

// Sgd that tells the rate of its last step.
struct Spy : Sgd {
    double* last = nullptr;
    void step(auto&& w, const auto& g, const auto& memory, double rate, Index t) const {
        *last = rate;
        Sgd::step(w, g, memory, rate, t);
    }
};

TEST_CASE("a record has the rate of its epoch's last step, schedule and stopping policies included") {
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 1, .cols = 1});
    const Dataset<double> data{.inputs = Matrix<double>::Zero(1, 6), .targets = Matrix<double>::Zero(1, 6)};
    const auto flat = [](const auto&, const auto&, auto&) { return 1.0; };
    double last = 0;
    Spy spy;
    spy.last = &last;
    spy.learning_rate = 0.3;
    spy.epochs = 9;
    spy.batch_size = 4;
    for (const Schedule& schedule :
         {Schedule{}, Schedule{StepDecay{1, 0.1}}, Schedule{CosineDecay{9}}, Schedule{WarmUp{2}}}) {
        spy.schedule = schedule;
        int epochs = 0;
        State<double> state;
        const auto policies = [&](auto run) {
            run(ReduceOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 2}, [&](const Record& record) {
                CHECK(record.learning_rate == last);
                ++epochs;
            });
        };
        for (const int until : {4, 9})  // of a run that goes on, too
            policies([&](auto... all) {
                spy.epochs = until;
                minimize(state, theta, flat, data, spy, all...);
            });
        CHECK(epochs == 9);
    }
}

TEST_CASE("observers are told of a run's last epoch, whatever ends it, and of no other") {
    const auto lasts = [](int epochs, auto... policies) {
        auto theta = test::two_blocks();
        std::vector<bool> all;
        const auto flat = [](const auto&, auto& g) { return g.vector().setOnes(), 1.0; };
        const auto report = minimize(theta, flat, Sgd{.epochs = epochs}, policies...,
                                     [&](const Record& record) { all.push_back(record.last); });
        for (std::size_t i = 0; i < all.size(); ++i) CHECK(report.history[i].last == all[i]);
        return all;
    };
    using Lasts = std::vector<bool>;
    CHECK(lasts(3) == Lasts{false, false, true});
    CHECK(lasts(9, EarlyStopping{.monitor = "loss", .patience = 1}) == Lasts{false, true});
    CHECK(lasts(9, StopAfter{4}) == Lasts{false, false, false, true});
    CHECK(lasts(9, when(false, StopAfter{4})).size() == 9);
    CHECK(lasts(1) == Lasts{true});
}

TEST_CASE("a run that is refused has changed nothing, whatever refuses it") {
    const Vector<double> some = Vector<double>::Constant(6, 0.3), few = Vector<double>::Ones(5);
    const State<double> good{.epochs = 2,
                             .steps = 2,
                             .memory = {{"Sgd", {0, 0}, {some}}, {"Ema", {1}, {2 * some}}},
                             .watches = {},
                             .last = 3 * some};
    int calls = 0;
    const auto refused = [&](const State<double>& given, auto... policies) {
        auto theta = test::two_blocks();
        const Vector<double> before = theta.vector();
        State<double> state = given;
        const auto f = [&](const auto& at, auto& g) { return ++calls, test::half_square(at, g); };
        CHECK_THROWS_AS(minimize(state, theta, f, Sgd{.momentum = 0.9}, policies...), std::invalid_argument);
        CHECK(theta.vector() == before);
        CHECK(state.epochs == given.epochs);
        CHECK(state.steps == given.steps);
        CHECK(state.memory == given.memory);
        CHECK(state.watches == given.watches);
        CHECK(state.last == given.last);
        CHECK(calls == 0);
    };
    refused(good);                                              // the mean
    refused(good, Ema{}, EarlyStopping{.monitor = "no such"});  // a monitor
    refused(good, Ema{}, L1{-1});                               // a coefficient
    refused(good, Ema{}, on(hidden, L1{1}));                    // a place
    auto bad = good;
    bad.last = few;
    refused(bad, Ema{});
    bad = good;
    bad.memory[1].vectors[0] = few;
    refused(bad, Ema{});
    bad = good;
    bad.memory[0].numbers[1] = 0.5;
    refused(bad, Ema{});
    bad = good;
    bad.watches = {{"EarlyStopping", {1, 2}, {some}}};
    refused(bad, Ema{});
    const std::vector<double> kept{0, 0, 0, 0};
    bad.watches = {{"EarlyStopping", kept, {few}}};
    refused(bad, Ema{}, EarlyStopping{.monitor = "loss"});
    bad.watches = {{"EarlyStopping", {0, 1e300, 0, 0}, {some}}};
    refused(bad, Ema{}, EarlyStopping{.monitor = "loss"});
    bad = good;
    bad.within = {"loss, L1 on weights", {0, 1, 1, 1, 0.1, 1}};
    refused(bad, Ema{});
    const auto refuses = [](int) -> void (*)(const Record&) { throw std::invalid_argument{"no room"}; };
    struct Observer_ {
        decltype(refuses) watch_;
        auto watch(int epochs) const { return watch_(epochs); }
    };
    refused(good, Ema{}, Observer_{refuses});
    auto theta = test::two_blocks();
    State<double> state = good;
    CHECK(minimize(state, theta, test::half_square, Sgd{.momentum = 0.9}, Ema{}).epochs == 10);
}

}  // namespace tests::optimize_descend
