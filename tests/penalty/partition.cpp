#include <regula/penalty/partition.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a partition lists the entries of each group, and shows them in a matrix") {
    const Partition groups = Eigen::MatrixXi{(Eigen::MatrixXi(2, 3) << 0, 2, 0, -1, 0, 2).finished()};
    CHECK(groups.groups == std::vector<std::vector<Index>>{{0, 3, 4}, {}, {2, 5}});
    Eigen::MatrixXf w = (Eigen::MatrixXf(2, 3) << 1, 2, 3, 4, 5, 6).finished();
    std::vector<double> sizes;
    groups.for_each("test", w, [&](double size, const auto& of) {
        sizes.push_back(size);
        of(w) *= 10;
    });
    CHECK(sizes == std::vector<double>{3, 0, 2});
    CHECK(w == (Eigen::MatrixXf(2, 3) << 10, 20, 30, 4, 50, 60).finished());
}

TEST_CASE("a partition refuses numbers that leave too many groups empty, and other shapes") {
    CHECK_THROWS_WITH(Partition{Eigen::MatrixXi::Constant(2, 3, 6)},
                      "Partition: the groups of 6 entries must be numbered from 0, got 6");
    const Partition groups{Eigen::MatrixXi::Constant(2, 3, 5)};
    CHECK_THROWS_WITH(groups.for_each("Test", Eigen::Matrix2f{}, [](double, const auto&) {}),
                      "Test: the groups are those of 2 x 3 entries, the block that it meets is 2 x 2");
    CHECK(Partition{Eigen::MatrixXi(0, 3)}.groups.empty());
    CHECK(Partition{Eigen::MatrixXi::Constant(2, 2, -1)}.groups.empty());
}
