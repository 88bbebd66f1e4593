#include <regula/core/threads.hpp>

#include "support/catch.hpp"

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

TEST_CASE("there is at least one thread") {
    CHECK_THROWS_WITH(Threads{0}.map(1, [](Index) { return 1.0; }),
                      Catch::Matchers::ContainsSubstring("got 0"));
}
