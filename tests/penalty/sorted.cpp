#include <regula/penalty/sorted.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("sorted lists sizes from the largest on, and where they are in the matrix") {
    const Eigen::MatrixXf w = (Eigen::MatrixXf(2, 3) << 1, -4, 0.5, 3, 2, -1.5).finished();
    const Sorted all = sorted(w);
    CHECK(all.sizes == (Vector<double>(6) << 4, 3, 2, 1.5, 1, 0.5).finished());
    CHECK(all.entries == (Vector<Index>(6) << 2, 1, 3, 5, 0, 4).finished());
    CHECK(signed_as(w.reshaped()(all.entries), all.sizes) ==
          (Eigen::VectorXf(6) << -4, 3, 2, -1.5, 1, 0.5).finished());
}

TEST_CASE("sorted puts NaN first, and infinity after it") {
    const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
    const Sorted all = sorted((Vector<double>(6) << 1, nan, -infinity, 3, nan, 0).finished());
    CHECK(all.sizes.head(2).array().isNaN().all());
    CHECK(all.sizes.tail(4) == Eigen::Vector4d{infinity, 3, 1, 0});
    CHECK(all.entries.tail(4) == (Vector<Index>(4) << 2, 3, 0, 5).finished());
}
