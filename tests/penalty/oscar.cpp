#include <regula/penalty/oscar.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("OSCAR charges each weight, and the larger of each pair") {
    const Matrix<double> w = test::drawn(1, 2, 3);
    double expected = w.cwiseAbs().sum();
    for (Index i = 0; i < 6; ++i)
        for (Index j = i + 1; j < 6; ++j)
            expected += 0.3 * std::max(std::abs(w.reshaped()(i)), std::abs(w.reshaped()(j)));
    CHECK(std::abs(oscar(0.7, 0.3, 6).value(w) - 0.7 * expected) <= 1e-13);
    CHECK_NOTHROW(oscar(0.7, 0.3, 6).check());
    CHECK_NOTHROW(oscar(0.7, 0.3, 1).check());
    CHECK_THROWS_WITH(oscar(0.7, -0.3, 6), "oscar: pairs must be >= 0, entries >= 1, got -0.3 and 6");
}
