#include <regula/core/run_watches.hpp>

#include <regula/core/parameters.hpp>

#include <regula/penalty/l1.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/stop_after.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_run_watches {

TEST_CASE(
    "stopping policies and observers start one watch each, in the order of the list, and those that are off "
    "none") {
    std::vector<int> seen;
    const auto observer = [&](const Record& record) { seen.push_back(record.epoch); };
    const std::tuple policies{L1{0.1},
                              StopAfter{3},
                              observer,
                              when(false, StopAfter{2}),
                              when(false, observer),
                              EarlyStopping{.monitor = "objective"}};
    const Parameters<double> theta;
    Record record;
    record.epoch = 7;
    std::vector<std::string> names;
    start_watches(policies, theta, record, [&](auto watch, const std::string& name) {
        CHECK(watch.best_epoch() == 0);
        names.push_back(name);
    });
    CHECK(names == std::vector<std::string>{"StopAfter", "EarlyStopping"});
    start_observers(policies, 10, [&](auto function) { function(std::as_const(record)); });
    CHECK(seen == std::vector<int>{7});
}

}  // namespace tests::core_run_watches
