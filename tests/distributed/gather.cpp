#include <regula/distributed/gather.hpp>

#include "distributed/job.hpp"
#include "support/catch.hpp"

using namespace regula;

TEST_CASE("all ranks hear what each rank says, of any length, and that some say nothing") {
    const test::Job job;
    const auto said_by = [](int rank) {
        return std::string(static_cast<std::size_t>(rank % 3 == 1 ? 0 : 5 + 300 * rank),
                           static_cast<char>('a' + rank)) +
               (rank == 0 ? std::string("\0.", 2) : "");
    };
    const auto heard = mpi::gather(said_by(job.rank));
    REQUIRE(heard.size() == static_cast<std::size_t>(job.ranks));
    for (int r = 0; r < job.ranks; ++r) CHECK(heard[static_cast<std::size_t>(r)] == said_by(r));
    CHECK(mpi::gather(said_by(job.rank), MPI_COMM_SELF) == std::vector{said_by(job.rank)});
}
