#include <regula/core/parallel/threads.hpp>

#include "support/catch.hpp"

#include <limits>
#include <set>
#include <stdexcept>

using namespace regula;

static_assert(Executor<Threads>);

TEST_CASE("results come in the order of the tasks, for any number of threads") {
    const auto task = [](Index i) {
        return Vector<double>{Vector<double>::Constant(i, 0.5 * static_cast<double>(i))};
    };
    for (const int threads : {1, 2, 7}) {
        const auto found = Threads{threads}.map(5, task);
        REQUIRE(found.size() == 5);
        for (Index i = 0; i < 5; ++i) CHECK(found[static_cast<std::size_t>(i)] == task(i));
    }
    CHECK(Threads{3}.map(0, task).empty());
}

TEST_CASE("the first task that throws is the one that is heard, after all are done") {
    for (const int threads : {1, 3}) {
        std::atomic<int> done = 0;
        const auto task = [&](Index i) {
            ++done;
            if (i == 2 || i == 4) throw std::runtime_error{text("task ", i)};
            return 1.0;
        };
        CHECK_THROWS_WITH(Threads{threads}.map(6, task), "task 2");
        CHECK(done == 6);
    }
}

TEST_CASE("there are no more threads than tasks, however many are allowed") {
    std::mutex mutex;
    std::set<std::thread::id> seen;
    const auto found = Threads{std::numeric_limits<int>::max()}.map(3, [&](Index i) {
        const std::lock_guard lock{mutex};
        seen.insert(std::this_thread::get_id());
        return static_cast<double>(i);
    });
    CHECK(found == std::vector{0.0, 1.0, 2.0});
    CHECK(seen.size() <= 3);
}

TEST_CASE("there is at least one thread, and no negative number of tasks") {
    const auto task = [](Index) { return 1.0; };
    CHECK_THROWS_WITH(Threads{0}.map(1, task), "Threads: count must be >= 1, got 0");
    CHECK_THROWS_WITH(Threads{-1}.map(0, task), "Threads: count must be >= 1, got -1");
    CHECK_THROWS_WITH(Threads{2}.map(-1, task), "Threads: tasks must be >= 0, got -1");
}
