#include <regula/distributed/session.hpp>

#include "distributed/job.hpp"
#include "support/catch.hpp"

using namespace regula;

// How a job ends when a rank fails is in ends.cpp: it takes a job of its own.

TEST_CASE("a session within another leaves MPI running") {
    const test::Job job;
    { const mpi::Session inner; }
    CHECK(mpi::rank_in(MPI_COMM_WORLD) == job.rank);
    CHECK(mpi::rank_in(MPI_COMM_SELF) == 0);
    CHECK(mpi::ranks_in(MPI_COMM_SELF) == 1);
}

TEST_CASE("a program that does well ends with 0, with a code or without") {
    const test::Job job;
    const mpi::Session session;
    int calls = 0;
    CHECK(session.run([&] { ++calls; }) == 0);
    CHECK(session.run([&] { return 2 - ++calls; }) == 0);
    CHECK(calls == 2);
}

TEST_CASE("a call of MPI that fails is an exception with MPI's words") {
    const test::Job job;
    int number = 0;
    CHECK_NOTHROW(mpi::require_success(MPI_SUCCESS, "MPI_Bcast"));
    CHECK_THROWS_WITH(
        mpi::require_success(MPI_Bcast(&number, 1, MPI_INT, job.ranks + 3, MPI_COMM_WORLD), "MPI_Bcast"),
        Catch::Matchers::ContainsSubstring("MPI_Bcast failed: ") &&
            Catch::Matchers::ContainsSubstring("root"));
}
