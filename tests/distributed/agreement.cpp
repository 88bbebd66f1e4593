#include <regula/distributed/agreement.hpp>

#include "distributed/job.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("ranks with the same parameters agree, and one bit of one rank is a sentence on all") {
    const test::Job job;
    const mpi::Agreement policy;
    Vector<float> theta = test::drawn<float>(1, 11);
    const auto watch = policy.start(theta, Record{});
    CHECK_FALSE(watch.should_stop(theta, Record{.epoch = 1}));
    CHECK(watch.best_epoch() == 0);

    const int other = job.ranks - 1;
    if (job.rank == other) theta[10] = std::nextafter(theta[10], 9.0f);
    if (job.ranks == 1) {
        CHECK_FALSE(watch.should_stop(theta, Record{.epoch = 3}));
        return;
    }
    const std::string who =
        text("mpi::Agreement: the parameters of rank ", other, " are not those of rank 0, ");
    CHECK_THROWS_WITH(watch.should_stop(theta, Record{.epoch = 3}), who + "after epoch 3");
    CHECK_THROWS_WITH(policy.start(theta, Record{}), who + "before the first step");
    CHECK_NOTHROW(mpi::Agreement{MPI_COMM_SELF}.start(theta, Record{}));
}
