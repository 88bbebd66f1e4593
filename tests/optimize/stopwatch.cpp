#include <regula/optimize/stopwatch.hpp>

#include "support/catch.hpp"

#include <thread>

using namespace regula;

namespace tests::optimize_stopwatch {

TEST_CASE("a stopwatch counts seconds from its construction") {
    const Stopwatch early;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const Stopwatch late;
    const double seconds = early.seconds();
    CHECK(seconds >= 0.02);
    CHECK(early.seconds() >= seconds);
    CHECK(late.seconds() + 0.02 <= early.seconds());
}

}  // namespace tests::optimize_stopwatch
