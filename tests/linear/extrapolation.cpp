#include <regula/linear/extrapolation.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("extrapolation finds the limit of a linear sequence that is still far from it") {
    const Vector<double> limit = test::drawn(1, 20), rates{{0.95, 0.8, -0.6, 0.3}};
    const Matrix<double> axes = test::drawn(2, 20, 4);
    Vector<double> share = Vector<double>::Ones(4);
    Extrapolation<> sequence;
    bool enough = false;
    for (int k = 0; k < 6; ++k) {
        CHECK_FALSE(enough);
        enough = sequence.add(limit + axes * share);
        share.array() *= rates.array();
    }
    REQUIRE(enough);
    const double last = (axes * share).norm();
    CHECK(last > 1);
    CHECK((sequence.leap() - limit).norm() < 1e-2 * last);
    CHECK_FALSE(sequence.add(limit));
    sequence.restart();
    for (int k = 0; k < 5; ++k) CHECK_FALSE(sequence.add(limit));
    CHECK(sequence.add(limit));
}
