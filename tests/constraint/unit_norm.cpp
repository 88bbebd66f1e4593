#include <regula/constraint/unit_norm.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("every unit gets length one, and one of zeros stays", "", float, double) {
    Matrix<TestType> w(2, 3), expected(2, 3);
    w << 3, 0, 0.3125, 4, 0, -0.75;
    expected << w.col(0) / 5, w.col(1), w.col(2) / TestType(0.8125);
    UnitNorm{}.project(w);
    CHECK((w - expected).norm() <= 1e-6);
    CHECK(w.col(1).isZero(0));
}
