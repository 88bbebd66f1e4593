#include <regula/distributed/tree_sum.hpp>

#include "distributed/job.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::distributed_tree_sum {

/// Leaf k adds k + 1 and 10 (k + 1) to the terms, and numbers of very different size to the vector.
void fill(Index leaf, mpi::Addend<float>& addend) {
    const double number = static_cast<double>(leaf + 1);
    addend.terms() << number, 10 * number;
    addend.vector() = std::pow(7.0f, static_cast<float>(leaf % 5)) *
                      test::drawn<float>(static_cast<std::uint64_t>(leaf), 101);
}

TEST_CASE("the sum has the same bits for any number of ranks, on all of them") {
    const test::Job job;
    for (const Index leaves : {1, 2, 3, 5, 8}) {
        mpi::TreeSum<float> alone{MPI_COMM_SELF, leaves, 2, 101}, together{MPI_COMM_WORLD, leaves, 2, 101};
        for (int again = 0; again < 2; ++again) {
            auto& expected = alone(fill);
            auto& sum = together(fill);
            const double n = static_cast<double>(leaves);
            CHECK(sum.terms() == Vector<double>{{n * (n + 1) / 2, 5 * n * (n + 1)}});
            CHECK(sum.vector() == expected.vector());
        }
    }
}

TEST_CASE("the order is that of a tree") {
    const test::Job job;
    mpi::TreeSum<float> tree{MPI_COMM_WORLD, 5, 2, 101};
    std::vector<mpi::Addend<float>> leaf(5, {2, 101});
    for (Index k = 0; k < 5; ++k) fill(k, leaf[static_cast<std::size_t>(k)]);
    const auto v = [&](std::size_t k) { return Vector<float>{leaf[k].vector()}; };
    const Vector<float> in_tree = ((v(0) + v(1)) + v(2)) + (v(3) + v(4)),
                        in_row = (((v(0) + v(1)) + v(2)) + v(3)) + v(4);
    REQUIRE(in_tree != in_row);
    CHECK(tree(fill).vector() == in_tree);
}

TEST_CASE("each leaf is computed once, by runs of ranks that differ by one at most") {
    const test::Job job;
    mpi::TreeSum<float> tree{MPI_COMM_WORLD, 7, 2, 101};
    int here = 0, all = 0;
    tree([&](Index leaf, auto& addend) {
        CHECK(tree.owner(leaf) == job.rank);
        ++here;
        fill(leaf, addend);
    });
    MPI_Allreduce(&here, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    CHECK(all == 7);
    CHECK(std::abs(here - 7.0 / job.ranks) < 1);
    CHECK_THROWS_WITH((mpi::TreeSum<float>{MPI_COMM_WORLD, 0, 2, 3}),
                      "mpi::TreeSum: needs at least one leaf, got 0");
}

}  // namespace tests::distributed_tree_sum
