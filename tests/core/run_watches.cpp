#include <regula/core/run_watches.hpp>

#include <regula/core/parameters.hpp>

#include <regula/penalty/l1.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/stop_after.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_run_watches {

TEST_CASE("stopping policies and observers start one watch each, in the order of the list") {
    std::vector<int> seen;
    const auto observer = [&](const Record& record) { seen.push_back(record.epoch); };
    const std::tuple policies{L1{0.1}, StopAfter{3}, observer, EarlyStopping{.monitor = "objective"}};
    CHECK(names_of_stopping(policies) == std::vector<std::string>{"StopAfter", "EarlyStopping"});

    const Parameters<double> theta;
    Record record;
    record.epoch = 7;
    const auto watches = start_watches(policies, theta, record);
    static_assert(std::tuple_size_v<std::remove_const_t<decltype(watches)>> == 2);
    auto observers = start_observers(policies, 10);
    static_assert(std::tuple_size_v<decltype(observers)> == 1);
    std::get<0>(observers)(record);
    CHECK(seen == std::vector<int>{7});
}

}  // namespace tests::core_run_watches
