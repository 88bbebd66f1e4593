#include <regula/core/stop_report.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("of several stopping policies the first that stopped is named, and the last that found a best") {
    StopReport all;
    all.add({.monitor = "a"});
    CHECK(all.monitor == "a");
    all.add({.by = "One", .monitor = "b", .best_epoch = 3, .best = 0.5, .loss_at_best = 0.25});
    all.add({.by = "Two", .monitor = "c"});
    CHECK(all.by == "One");
    CHECK(all.monitor == "b");
    CHECK(all.best_epoch == 3);
    all.add({.monitor = "d", .best_epoch = 2, .best = 0.75, .loss_at_best = 0.125});
    CHECK(all.by == "One");
    CHECK(all.monitor == "d");
    CHECK(all.best == 0.75);
    CHECK(all.loss_at_best == 0.125);
}
