#include <regula/optimize/report.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a report's last epoch is there, or its lack is explained") {
    Report report;
    CHECK_THROWS_WITH(report.last(), "Report: no epoch ended (completed)");
    report.stop_reason = StopReason::diverged;
    CHECK_THROWS_WITH(report.last(), "Report: no epoch ended (diverged)");
    report.history = {{.epoch = 1}, {.epoch = 2}};
    CHECK(report.last().epoch == 2);
}

TEST_CASE("stop reasons have names") {
    CHECK(std::string{name_of(StopReason::completed)} == "completed");
    CHECK(std::string{name_of(StopReason::stopped_early)} == "stopped early");
    CHECK(std::string{name_of(StopReason::diverged)} == "diverged");
}
