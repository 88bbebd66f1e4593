#include <regula/optimize/watches.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_watches {

/// The verbs that every watch has.
struct Plain {
    bool should_stop(const Parameters<float>&, const Record&) { return false; }
    void finish(Parameters<float>&) {}
    int best_epoch() { return 0; }
};
struct Nothing : Plain {};
struct Some : Plain {
    int count;
    explicit Some(int given) : count{given} {}
    void remember(auto& memory) { memory(count); }
};
struct Half : Plain {
    double factor;
    explicit Half(double given) : factor{given} {}
    double rate() const { return factor; }
};
struct Ends {
    bool said;
    int best;
    bool stops() { return said; }
    bool enough(Index steps) const { return steps >= 7; }
    bool should_stop(const Parameters<float>& theta, const Record& record) {
        return theta.vector()[0] == 3 && record.epoch == 2;
    }
    void finish(Parameters<float>& theta) { theta.vector().array() += static_cast<float>(best); }
    int best_epoch() { return best; }
    void remember(auto& memory) { memory(said), memory(best); }
};

using Memories = std::vector<Memory<float>>;

auto watches_of(const std::vector<std::string>& names, const auto&... watch) {
    Watches<float> all;
    std::size_t number = 0;
    (all.add(watch, names[number++]), ...);
    return all;
}

TEST_CASE("watches without a memory have no place, and the others are told apart by their policies") {
    Memories all;
    watches_of({"a", "b", "c"}, Nothing{}, Some{1}, Nothing{}).take_up(all);
    CHECK(all == Memories{{"b", {1}}});
    auto again = watches_of({"x", "b", "y"}, Nothing{}, Some{9}, Nothing{});
    again.take_up(all);
    CHECK(all == Memories{{"b", {1}}});
    Memories now;
    again.keep(now);
    CHECK(now == all);
    CHECK_THROWS_WITH(
        watches_of({"c"}, Some{0}).take_up(all),
        "State: it remembers the stopping policies: b (1 numbers, 0 vectors); this run has: c (1 "
        "numbers, 0 vectors); state.forget() lets them begin afresh");
    CHECK(all == Memories{{"b", {1}}});
}

TEST_CASE("watches are asked together: one that says stop is enough, factors of the rate multiply") {
    Memories all;
    auto fresh = watches_of({"a", "b"}, Ends{false, 0}, Ends{true, 5});
    fresh.take_up(all);
    CHECK(!fresh.had_stopped());  // in a run that begins
    auto resumed = watches_of({"a", "b"}, Ends{false, 0}, Ends{false, 0});
    resumed.take_up(all);
    CHECK(resumed.had_stopped());
    CHECK(!resumed.enough(6));
    CHECK(resumed.enough(7));
    Parameters<float> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 1, .cols = 1});
    theta.vector()[0] = 3;
    CHECK(resumed.should_stop(theta, {.epoch = 2}));
    CHECK(!resumed.should_stop(theta, {.epoch = 3}));
    Report report;
    resumed.finish(theta, report);
    CHECK(theta.vector()[0] == 8);
    CHECK(report.best_epoch == 5);
    CHECK(watches_of({"a", "b", "c"}, Half{0.5}, Nothing{}, Half{0.3}).rate() == 0.15);
}

}  // namespace tests::optimize_watches
