#include <regula/core/parallel/workers.hpp>

#include <regula/core/random.hpp>

#include "support/catch.hpp"
#include "support/no_threads.hpp"

#include <numeric>

using namespace regula;

TEST_CASE("every tile is done once, for any number of threads and tiles") {
    for (const int threads : {1, 2, 7}) {
        Workers workers{threads};
        CHECK(workers.count() == threads);
        for (const Index tiles : {0, 1, 2, 3, 6, 7, 8, 100}) {
            std::vector<int> done(static_cast<std::size_t>(tiles));
            workers.each(tiles, [&](Index tile) { ++done[static_cast<std::size_t>(tile)]; });
            CHECK(std::all_of(done.begin(), done.end(), [](int times) { return times == 1; }));
        }
    }
}

TEST_CASE("a sum of tiles has the same bits with 1, 2 and 7 threads, in every one of many rounds") {
    const auto sum_with = [](Workers& workers, std::uint64_t round) {
        std::array<float, 13> partial{};
        workers.each(13, [&](Index tile) {
            float sum = 0;
            const Key key = Key{round}[static_cast<std::uint64_t>(tile)];
            for (std::uint64_t n = 0; n < 20; ++n) sum += static_cast<float>(key.uniform(n));
            partial[static_cast<std::size_t>(tile)] = sum;
        });
        return std::accumulate(partial.begin(), partial.end(), 0.0F);
    };
    Workers one{1}, two{2}, seven{7};
    int different = 0;
    for (std::uint64_t round = 0; round < 3000; ++round) {
        const float expected = sum_with(one, round);
        different += sum_with(two, round) != expected;
        different += sum_with(seven, round) != expected;
    }
    CHECK(different == 0);
}

TEST_CASE("workers that never worked, and many of them, come and go") {
    for (int i = 0; i < 50; ++i) {
        Workers workers{3};
        if (i % 2 == 0) workers.each(2, [](Index) {});
    }
    SUCCEED();
}

TEST_CASE("no threads are no workers") {
    CHECK_THROWS_WITH(Workers{0}, "Workers: threads must be >= 1, got 0");
    CHECK_THROWS_AS(Workers{-3}, std::invalid_argument);
}

TEST_CASE("what a tile throws is thrown by each, when all threads have ended, and they work on") {
    for (const int threads : {1, 2, 7}) {
        Workers workers{threads};
        for (int round = 0; round < 100; ++round) {
            std::atomic<int> done = 0;
            CHECK_THROWS_WITH(workers.each(20,
                                           [&](Index tile) {
                                               if (tile == 3) throw std::runtime_error{"tile 3"};
                                               ++done;
                                           }),
                              "tile 3");
            CHECK(done >= 3);
            done = 0;
            workers.each(20, [&](Index) { ++done; });
            CHECK(done == 20);
        }
    }
}

#ifdef __GLIBC__
TEST_CASE("a thread that the system does not give is an exception, and those that began have ended") {
    for (const int bits : {45, 47}) {  // after some, and at the first
        const test::NoThreads none{std::size_t{1} << bits};
        CHECK_THROWS_AS(Workers{60}, std::runtime_error);
        CHECK_THROWS_WITH(Workers{60}, Catch::Matchers::Matches(
                                           "Workers: the system gives [0-9]+ of 60 threads; ask for fewer"));
        CHECK(Workers{1}.count() == 1);
    }
    CHECK(Workers{2}.count() == 2);
}
#endif
