#include <regula/distributed/ranks.hpp>

#include <regula/loss/squared_error.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/selection/cross_validate.hpp>
#include <regula/selection/scores.hpp>
#include <regula/selection/strengths.hpp>

#include "distributed/job.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/no_threads.hpp"

#include <optional>

using namespace regula;

TEST_CASE("all ranks get all results, in order, the bits that threads give") {
    const test::Job job;
    const auto vectors = [](Index i) {
        return Vector<float>{test::drawn<float>(static_cast<std::uint64_t>(i), i % 4 == 2 ? 0 : 3 * i)};
    };
    const auto numbers = [](Index i) { return std::sin(static_cast<double>(i)); };
    const auto counts = [](Index i) { return i * i; };
    for (const Index tasks : {0, 1, 3, 13})
        for (const int threads : {1, 3}) {
            const mpi::Ranks ranks{.threads = threads};
            CHECK(ranks.map(tasks, vectors) == Threads{}.map(tasks, vectors));
            CHECK(ranks.map(tasks, numbers) == Threads{}.map(tasks, numbers));
            CHECK(ranks.map(tasks, counts) == Threads{}.map(tasks, counts));
        }
    CHECK(mpi::Ranks{MPI_COMM_SELF}.map(3, counts) == std::vector<Index>{0, 1, 4});
}

TEST_CASE("a task runs once, on the rank of its number") {
    const test::Job job;
    const mpi::Ranks ranks;
    CHECK(ranks.rank() == job.rank);
    CHECK(ranks.size() == job.ranks);
    Index here = 0;
    const auto where = ranks.map(9, [&](Index) { return ++here, job.rank; });
    for (Index i = 0; i < 9; ++i) CHECK(where[static_cast<std::size_t>(i)] == i % job.ranks);
    CHECK(here == (9 - job.rank + job.ranks - 1) / job.ranks);
}

TEST_CASE("what a task throws is heard on all ranks, of the first that threw, and the job goes on") {
    const test::Job job;
    const auto task = [](Index i) -> double {
        if (i == 4 || i == 5) throw std::invalid_argument(text("cannot do ", i));
        return 1;
    };
    CHECK_THROWS_WITH(mpi::Ranks{}.map(7, task), text("task 4, on rank ", 4 % job.ranks, ": cannot do 4"));
    CHECK_THROWS_AS(mpi::Ranks{}.map(7, task), std::runtime_error);
    CHECK_THROWS_WITH(mpi::Ranks{}.map(3,
                                       [](Index i) -> double {
                                           if (i == 2) throw 7;
                                           return 1;
                                       }),
                      Catch::Matchers::ContainsSubstring("no std::exception"));
    CHECK(mpi::Ranks{}.map(4, task).size() == 4);
}

#ifdef __GLIBC__
TEST_CASE("a rank that is given no threads says so on all ranks, and none waits for it") {
    const test::Job job;
    const auto task = [](Index) { return 1.0; };
    std::optional<test::NoThreads> none;
    if (job.rank == 0) none.emplace();
    CHECK_THROWS_WITH(mpi::Ranks{.threads = 2}.map(8, task),
                      "task 0, on rank 0: Workers: the system gives 1 of 2 threads; ask for fewer");
    none.reset();
    CHECK(mpi::Ranks{.threads = 2}.map(8, task).size() == 8);
}
#endif

TEST_CASE("ranks that ask for different tasks are told so, all of them") {
    const test::Job job;
    const auto map = [&] { return mpi::Ranks{}.map(job.rank == 1 ? 6 : 5, [](Index) { return 1.0; }); };
    if (job.ranks == 1)
        CHECK(map().size() == 5);
    else
        CHECK_THROWS_WITH(
            map(), "mpi::Ranks: all ranks must ask for the same tasks, got 5 of rank 0 and 6 of rank 1");
}

TEST_CASE("the folds of a cross-validation go to ranks, and the result is that of threads") {
    const test::Job job;
    const Dataset<double> data{.inputs = test::drawn(1, 6, 43), .targets = test::drawn(2, 1, 43)};
    const auto penalties = along(L1{}, log_spaced(0.3, 1e-2, 7));
    const auto score = path_score(SquaredError{}, penalties);
    const Folds folds = k_folds(43, 5, Key{3});
    const auto here = cross_validate(data, folds, 7, score, Threads{}),
               there = cross_validate(data, folds, 7, score, mpi::Ranks{.threads = 2});
    CHECK(there.errors == here.errors);
    CHECK(there.mean == here.mean);
    CHECK(there.standard_error == here.standard_error);
    CHECK(there.best == here.best);
    CHECK(there.one_standard_error == here.one_standard_error);
    CHECK_THROWS_WITH(cross_validate(data, folds, 8, score, mpi::Ranks{}),
                      "task 0, on rank 0: cross_validate: expected 8 errors of the score, got 7");
}
