#include <regula/core/watch.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_watch {

struct Patience {
    bool should_stop(auto&, const Record& record) { return record.epoch > 3; }
    void finish(auto&) {}
    int best_epoch() const { return 1; }
};
struct Watched {
    Patience start(const auto&, const Record&) const { return {}; }
};
struct MayBeOff {
    bool on;
    auto start(const auto&, const Record&) const { return on ? std::optional{Patience{}} : std::nullopt; }
    auto watch(int) const {
        return std::optional{[](const Record&) {}};
    }
};
struct WatchOfAnotherKind {
    int start(const auto&, const Record&) const { return 3; }
    int watch(int) const { return 3; }
};

TEST_CASE("a stopping policy starts a watch, or a watch in an optional, and an observer likewise") {
    static_assert(RunWatch<Patience> && !RunWatch<Watched>);
    static_assert(Stopping<Watched> && Stopping<MayBeOff> && !Stopping<WatchOfAnotherKind>);
    static_assert(Observer<MayBeOff> && !Observer<Watched> && !Observer<WatchOfAnotherKind>);
    static_assert(std::same_as<without_optional<std::optional<int>>, int>);
    static_assert(std::same_as<without_optional<int>, int>);
    SUCCEED();
}

TEST_CASE("an empty watch is not called") {
    int calls = 0;
    const auto count = [&](auto&) { ++calls; };
    Patience always;
    std::optional<Patience> on{Patience{}}, off;
    if_on(always, count);
    if_on(on, count);
    if_on(off, count);
    const std::optional<Patience> constant;
    if_on(constant, count);
    CHECK(calls == 2);
}

}  // namespace tests::core_watch
