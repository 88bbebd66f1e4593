#pragma once

#include <regula/distributed/session.hpp>

namespace regula::test {

/// The MPI job that a test is a part of: MPI runs from the first of them to the end of the program. A test
/// that fails on one rank by an exception ends the job, or the others would wait for it.
class Job {
public:
    Job() {
        static const mpi::Session session;
        rank = mpi::rank_in(MPI_COMM_WORLD);
        ranks = mpi::ranks_in(MPI_COMM_WORLD);
    }
    ~Job() {
        if (std::uncaught_exceptions() == 0) return;
        std::cout << std::flush;
        mpi::end_job("this test has failed");
    }
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    int rank = 0, ranks = 0;
};

}  // namespace regula::test
