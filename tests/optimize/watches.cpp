#include <regula/optimize/watches.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_watches {

struct Nothing {};
struct Some {
    int count;
    void remember(auto& memory) { memory(count); }
};
struct Half {
    double factor;
    double rate() const { return factor; }
};
struct Ends {
    bool said;
    int best;
    bool stops() { return said; }
    bool enough(Index steps) const { return steps >= 7; }
    bool should_stop(const int& theta, const Record& record) { return theta == 3 && record.epoch == 2; }
    void finish(int& theta) { theta += best; }
    int best_epoch() { return best; }
    void remember(auto& memory) { memory(said), memory(best); }
};

using Memories = std::vector<Memory<float>>;

TEST_CASE("watches without a memory have no place, and the others are told apart by their policies") {
    Memories all;
    Watches{std::tuple{Nothing{}, Some{1}, Nothing{}}, {"a", "b", "c"}, all};
    CHECK(all == Memories{{"b", {1}}});
    Watches again{std::tuple{Nothing{}, Some{9}, Nothing{}}, {"x", "b", "y"}, all};
    CHECK(all == Memories{{"b", {1}}});
    Memories now;
    again.keep(now);
    CHECK(now == all);
    const auto other = [&] { Watches{std::tuple{Some{0}}, {"c"}, all}; };
    CHECK_THROWS_WITH(
        other(),
        "State: it remembers the stopping policies: b (1 numbers, 0 vectors); this run has: c (1 "
        "numbers, 0 vectors); state.forget() lets them begin afresh");
    CHECK(all == Memories{{"b", {1}}});
}

TEST_CASE("watches are asked together: one that says stop is enough, factors of the rate multiply") {
    Memories all;
    Watches watches{std::tuple{Ends{false, 0}, Ends{true, 5}}, {"a", "b"}, all};
    CHECK(!watches.had_stopped());  // in a run that begins
    Watches resumed{std::tuple{Ends{false, 0}, Ends{false, 0}}, {"a", "b"}, all};
    CHECK(resumed.had_stopped());
    CHECK(!resumed.enough(6));
    CHECK(resumed.enough(7));
    int theta = 3;
    CHECK(resumed.should_stop(theta, {.epoch = 2}));
    CHECK(!resumed.should_stop(theta, {.epoch = 3}));
    Report report;
    resumed.finish(theta, report);
    CHECK(theta == 8);
    CHECK(report.best_epoch == 5);
    Memories none;
    CHECK(Watches{std::tuple{Half{0.5}, Nothing{}, Half{0.3}}, {"a", "b", "c"}, none}.rate() == 0.15);
}

}  // namespace tests::optimize_watches
