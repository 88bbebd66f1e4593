#include <regula/core/per_size.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

TEST_CASE("each size keeps a thing of its own, which stays where it is") {
    PerSize<Matrix<double>> all;
    Matrix<double>& full = all.of(32);
    full.setOnes(4, 32);
    for (Index size = 1; size < 30; ++size) all.of(size).setZero(4, size);
    CHECK(&all.of(32) == &full);
    CHECK(full.cols() == 32);
    CHECK(full.sum() == 128);
    CHECK(all.of(7).cols() == 7);
    CHECK(&all.of(7) != &all.of(8));
}

TEST_CASE("alternating between sizes allocates nothing") {
    if (!allocations_are_counted()) return;
    PerSize<Matrix<double>> all;
    all.of(8).setZero(3, 8);
    all.of(5).setZero(3, 5);
    const auto before = allocations();
    for (int i = 0; i < 10; ++i) {
        all.of(8).setZero(3, 8);
        all.of(5).setZero(3, 5);
    }
    CHECK(allocations() == before);
}
