#include <regula/stopping.hpp>
#include <regula/update.hpp>

#include "conformance/own_loop.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::conformance_own_loops_of_updates {
using namespace test;

TEST_CASE("clippings, ascents, averages and stopping policies speak in a loop of one's own") {
    CHECK(own_loop(ClipNorm{0.7}, ClipNorm{-1}) == none);
    CHECK(own_loop(ClipValue{0.1}, ClipValue{-1}) == none);
    CHECK(own_loop(Frozen{}) == none);
    CHECK(own_loop(LearningRate{0.1}, LearningRate{-1}) == none);
    CHECK(own_loop(AdaptiveSam{0.3}, AdaptiveSam{-1}) == none);
    CHECK(own_loop(Sam{0.3}, Sam{-1}) == none);
    CHECK(passed(Ema{2}) == none);
    CHECK(passed(Polyak{-1}) == none);
    CHECK(passed(Swa{.start = 3, .every = 0}) == none);
    CHECK(passed(EarlyStopping{.patience = -3}) == none);
    CHECK(passed(ReduceOnPlateau{.factor = 3}) == none);
    CHECK(passed(StopAfter{0}) == none);
    CHECK(passed(StopBelow{.value = std::numeric_limits<double>::quiet_NaN()}) == none);
    CHECK(passed(stop_when(GeneralizationLoss{.alpha = -1})) == none);
    CHECK(passed(stop_when(ProductivityQuotient{.strip = 1})) == none);
    CHECK(passed(stop_when(Rises{.times = 0})) == none);
    CHECK(passed(stop_when(Rises{.times = 2}, EarlyStopping{.patience = -3})) == none);
}

TEST_CASE("a stopping policy refuses records that count no epochs") {
    const auto watch_twice = [](const auto& policy) {
        Record record{.objective = {{"loss", 1}}, .metrics = {{"validation_loss", 1}}};
        Vector<double> theta = Vector<double>::Zero(2);
        auto watch = policy.start(theta, record);
        record.epoch = 1;
        watch.should_stop(theta, record);
        CHECK_THROWS_AS(watch.should_stop(theta, record), std::invalid_argument);
    };
    watch_twice(EarlyStopping{});
    watch_twice(stop_when(Rises{}));
    watch_twice(stop_when(GeneralizationLoss{}));
    watch_twice(stop_when(ProductivityQuotient{}));
    Record record{.metrics = {{"validation_loss", 1}}};
    CHECK_THROWS_WITH(
        EarlyStopping{}.begin(record).see(record),
        "EarlyStopping: record.epoch must grow from record to record and be 1 after the first epoch, "
        "got 0 after 0");
}

}  // namespace tests::conformance_own_loops_of_updates
