#include <regula/optimize/every_steps.hpp>

#include <regula/files/checkpoints.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/reduce_on_plateau.hpp>
#include <regula/stopping/stop_after.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/swa.hpp>

#include "support/catch.hpp"
#include "support/noisy_classes.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::optimize_every_steps {

// Four updates an epoch, the last of six samples.
const auto train = test::noisy_classes(1, 30), validation = test::noisy_classes(5, 40);
const Adam adam{.learning_rate = 0.05, .epochs = 5, .batch_size = 8};

Network<double> fresh() { return mlp<double>({3, 8, 2}, Key{1}); }

TEST_CASE(
    "an observer by steps is called after each so many updates, and at the end of the run's last epoch") {
    const auto seen_of = [](Index updates, auto... policies) {
        auto net = fresh();
        std::vector<std::array<Index, 4>> seen;
        fit(net, SoftmaxCrossEntropy{}, train, validation, adam, policies...,
            every_steps(updates, [&](const Record& r) {
                seen.push_back({r.steps, r.epoch, r.within, r.last});
                CHECK(std::isnan(r.at("validation_loss")) == r.within);
                CHECK(std::isfinite(r.at("loss")));
                CHECK(r.learning_rate > 0);
            }));
        return seen;
    };
    using All = std::vector<std::array<Index, 4>>;
    CHECK(seen_of(6) == All{{6, 2, 1, 0}, {12, 3, 1, 0}, {18, 5, 1, 0}, {20, 5, 0, 1}});
    CHECK(seen_of(20) == All{{20, 5, 1, 0}, {20, 5, 0, 1}});
    CHECK(seen_of(3, StopAfter{7}) == All{{3, 1, 1, 0}, {6, 2, 1, 0}, {7, 2, 0, 1}});
    CHECK(seen_of(100) == All{{20, 5, 0, 1}});
}

TEST_CASE("an observer by steps sees the mean so far, and the model between epochs") {
    auto net = fresh();
    std::vector<double> losses, penalties, means;
    fit(net, SoftmaxCrossEntropy{}, train, adam, L2{0.1}, every_steps(1, [&](const Record& r) {
            losses.push_back(r.at("loss"));
            penalties.push_back(r.at("L2 on weights") - L2{0.1}.value(net.parameters()["0.weight"]) -
                                L2{0.1}.value(net.parameters()["1.weight"]));
        }));
    auto again = fresh();
    std::vector<double> ends;
    fit(again, SoftmaxCrossEntropy{}, train, adam, L2{0.1},
        [&](const Record& r) { ends.push_back(r.at("loss")); });
    REQUIRE(losses.size() == 21);  // the last epoch's end, too
    for (const double apart : penalties) CHECK(std::abs(apart) < 1e-14);
    CHECK(again.parameters().vector() == net.parameters().vector());
    for (std::size_t epoch = 0; epoch < 5; ++epoch) CHECK(losses[4 * epoch + 3] == ends[epoch]);

    auto averaged = fresh(), stopped = fresh();
    Vector<double> mean;
    fit(averaged, SoftmaxCrossEntropy{}, train, adam, Ema{0.7}, every_steps(7, [&](const Record& r) {
            if (r.steps == 7) mean = averaged.parameters().vector();
        }));
    fit(stopped, SoftmaxCrossEntropy{}, train, adam, Ema{0.7}, StopAfter{7});
    CHECK(mean == stopped.parameters().vector());
}

TEST_CASE("a run that is resumed within an epoch has the bits of one that is not interrupted") {
    struct Killed {};
    const auto run = [](auto& net, auto& state, Index killed_after, auto... policies) {
        try {
            return fit(state, net, SoftmaxCrossEntropy{}, train, &validation, adam, Dropout{0.3}, L2{1e-3},
                       on(hidden, L1{1e-3}), ReduceOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 1},
                       EarlyStopping{.patience = 50}, policies..., every_steps(1, [=](const Record& r) {
                           if (r.steps == killed_after) throw Killed{};
                       }));
        } catch (const Killed&) {
        }
        return Report{};
    };
    const auto same = [&](auto... policies) {
        auto whole = fresh();
        State<double> end;
        const Report report = run(whole, end, -1, policies...);
        for (const Index killed_after : {1, 4, 7, 8, 10, 19}) {
            const test::TemporaryFile directory;
            auto killed = fresh(), net = mlp<double>({3, 8, 2}, Key{7});
            State<double> before, state;
            run(killed, before, killed_after, policies...,
                every_steps(1, Checkpoints{directory.path(), killed.parameters(), before}));
            REQUIRE(resume(directory.path(), net.parameters(), state));
            CHECK(state.steps == killed_after);
            CHECK(state.epochs == (killed_after - 1) / 4);
            CHECK(!state.within.empty());
            const Report rest = run(net, state, -1, policies...);
            CHECK(net.parameters().vector() == whole.parameters().vector());
            CHECK(state.memory == end.memory);
            CHECK(state.watches == end.watches);
            CHECK(state.within.empty());
            CHECK(rest.last().sum_of_terms() == report.last().sum_of_terms());
            const auto epoch = static_cast<std::size_t>(state.epochs) - rest.history.size();
            CHECK(rest.history[0].at("loss") == report.history[epoch].at("loss"));
            CHECK(rest.history[0].at("L1 on hidden") == report.history[epoch].at("L1 on hidden"));
            CHECK(rest.history[0].learning_rate == report.history[epoch].learning_rate);
        }
    };
    same();
    same(Ema{0.9});
    same(Swa{.start = 2});
}

TEST_CASE("sums of an epoch of other terms are refused, and forgotten the epoch begins anew") {
    auto net = fresh();
    State<double> state, kept;
    const Sgd sgd{.learning_rate = 0.1, .epochs = 1, .batch_size = 8};
    fit(state, net, SoftmaxCrossEntropy{}, train, nullptr, sgd, L2{0.1},
        every_steps(2, [&](const Record& r) { kept = r.steps == 2 ? state : kept; }));
    const Vector<double> before = net.parameters().vector();
    const auto on = [&] { fit(kept, net, SoftmaxCrossEntropy{}, train, nullptr, sgd, L1{0.1}); };
    CHECK_THROWS_WITH(on(), Catch::Matchers::Contains("with the terms: loss, L2 on weights") &&
                                Catch::Matchers::Contains("this run has: loss, L1 on weights") &&
                                Catch::Matchers::Contains("state.forget_within()"));
    CHECK(net.parameters().vector() == before);
    CHECK(kept.steps == 2);
    kept.forget_within();
    on();
    CHECK(kept.steps == 6);
}

TEST_CASE("an observer by steps may be switched off, and has a rhythm") {
    auto net = fresh();
    int calls = 0;
    const auto count = [&](const Record&) { ++calls; };
    fit(net, SoftmaxCrossEntropy{}, train, adam, when(false, every_steps(1, count)));
    CHECK(calls == 0);
    fit(net, SoftmaxCrossEntropy{}, train, adam, when(true, every_steps(1, count)));
    CHECK(calls == 21);
    CHECK_THROWS_WITH(fit(net, SoftmaxCrossEntropy{}, train, adam, every_steps(0, count)),
                      "every_steps: updates must be >= 1, got 0");
}

TEST_CASE("a run whose parameters are no longer finite is not shown") {
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 1, .cols = 1});
    const Dataset<double> data{.inputs = Matrix<double>::Ones(1, 8), .targets = Matrix<double>::Ones(1, 8)};
    int updates = 0, calls = 0;
    const auto bad = [&](const auto&, const auto&, auto& g) {
        g.vector().setConstant(++updates == 3 ? HUGE_VAL : 1);
        return 1.0;
    };
    const auto report = minimize(theta, bad, data, Sgd{.epochs = 1, .batch_size = 2},
                                 every_steps(1, [&](const Record&) { ++calls; }));
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK(calls == 2);
}

}  // namespace tests::optimize_every_steps
