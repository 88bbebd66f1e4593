#include <regula/stopping/reduce_on_plateau.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::stopping_reduce_on_plateau {

// The learning rates of a run over a curve of the training loss, and how far its steps of rate x 1 went.
std::pair<std::vector<double>, double> rates_of(const std::vector<double>& curve, const Schedule& schedule,
                                                auto... policies) {
    std::size_t epoch = 0;
    Vector<double> w = Vector<double>::Zero(1);
    const auto objective = [&](const auto&, auto& g) {
        g.setConstant(-1);
        return curve.at(epoch++);
    };
    const Sgd sgd{.learning_rate = 0.5, .schedule = schedule, .epochs = static_cast<int>(curve.size())};
    const Report report = minimize(w, objective, sgd, policies...);
    std::vector<double> all;
    for (const Record& record : report.history) all.push_back(record.learning_rate);
    return {all, w[0]};
}

const ReduceOnPlateau on_loss{.monitor = "loss", .factor = 0.25, .patience = 2};
using Rates = std::vector<double>;

TEST_CASE("the rate falls by the factor after patience evaluations in a row without improvement") {
    // The best is 3 throughout; the rate of an epoch is that with which it trained.
    const auto [all, moved] = rates_of({4, 3, 3, 5, 3, 2.5, 2.5, 2.6, 2.4}, {}, on_loss);
    CHECK(all == Rates{0.5, 0.5, 0.5, 0.5, 0.125, 0.125, 0.125, 0.125, 0.03125});
    CHECK(moved == 4 * 0.5 + 4 * 0.125 + 0.03125);
}

TEST_CASE("waiting begins anew after a fall, and the factor never is less than the least") {
    auto least = on_loss;
    least.least = 0.125;
    CHECK(rates_of({3, 3, 3, 3, 3, 3, 3, 3}, {}, least).first ==
          Rates{0.5, 0.5, 0.5, 0.125, 0.125, 0.0625, 0.0625, 0.0625});
}

TEST_CASE("the rate is a factor beside the schedule and other watches, and off it is 1") {
    const auto halves = [](double epoch) { return epoch < 2.5 ? 1.0 : 0.5; };
    const auto [rates, moved] = rates_of({3, 3, 3, 3}, halves, on_loss);
    CHECK(rates == Rates{0.5, 0.5, 0.5, 0.0625});  // the third epoch's step is at epoch 2
    CHECK(moved == 1.5625);
    auto first = on_loss;
    first.patience = 1;
    CHECK(rates_of({3, 3, 3, 3}, {}, on_loss, first).first == Rates{0.5, 0.5, 0.125, 0.0078125});
    CHECK(rates_of({3, 3, 3, 3}, {}, when(false, on_loss)).first == Rates(4, 0.5));
    CHECK(rates_of({3, 3, 3, 3, 3}, {}, on_loss, EarlyStopping{.monitor = "loss", .patience = 3}).first ==
          Rates{0.5, 0.5, 0.5, 0.125});
}

TEST_CASE("improvements are those of a plateau: of the mode, and larger than the deltas") {
    auto most = on_loss;
    most.mode = Plateau::Mode::max;
    CHECK(rates_of({1, 2, 3, 2, 2, 2}, {}, most).first == Rates{0.5, 0.5, 0.5, 0.5, 0.5, 0.125});
    auto delta = on_loss;
    delta.min_delta = 0.5;
    CHECK(rates_of({3, 2.75, 2.5, 2}, {}, delta).first == Rates{0.5, 0.5, 0.5, 0.125});
}

TEST_CASE("settings that make no sense are refused, and a monitor that is not there") {
    const auto refused = [](auto&& change, const char* why) {
        ReduceOnPlateau policy;
        change(policy);
        CHECK_THROWS_WITH(policy.check(), why);
    };
    refused([](auto& p) { p.factor = 1; }, "ReduceOnPlateau: factor must be in (0, 1), got 1");
    refused([](auto& p) { p.factor = 0; }, "ReduceOnPlateau: factor must be in (0, 1), got 0");
    refused([](auto& p) { p.patience = 0; }, "ReduceOnPlateau: patience must be >= 1, got 0");
    refused([](auto& p) { p.least = 2; }, "ReduceOnPlateau: least must be in [0, 1], got 2");
    refused([](auto& p) { p.min_delta = -1; }, "ReduceOnPlateau: min_delta must be >= 0, got -1");
    CHECK_THROWS_AS(rates_of({1}, {}, ReduceOnPlateau{}), std::invalid_argument);
}

}  // namespace tests::stopping_reduce_on_plateau
