#include <regula/theory/masks.hpp>

#include <regula/theory/claim.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_masks {

using Catch::Matchers::WithinRel;
using theory::relative;

TEST_CASE("scaled weights give the geometric mean of softmax regression over all masks, not the arithmetic") {
    const double p = 0.4;
    const Matrix<double> w = test::drawn(1, 3, 10), x = test::drawn(2, 10, 4), b = test::drawn(3, 3);
    const auto mean = theory::mask_ensemble(10, p, [&](const Vector<double>& mask) {
        return Matrix<double>{w * mask.asDiagonal() * x + b.replicate(1, 4)};
    });
    const Matrix<double> scaled = theory::log_softmax((1 - p) * w * x + b.replicate(1, 4)).array().exp();
    CHECK(relative(mean.geometric, scaled) < 1e-12);
    CHECK(relative(mean.arithmetic, scaled) > 1e-2);
    CHECK((mean.arithmetic.colwise().sum().array() - 1).abs().maxCoeff() < 1e-13);
    CHECK((mean.geometric.colwise().sum().array() - 1).abs().maxCoeff() < 1e-13);
}

TEST_CASE("through a rectifier after the mask scaled weights are not exact") {
    const double p = 0.4;
    const Matrix<double> v = test::drawn(1, 5, 8), w = test::drawn(2, 3, 5), x = test::drawn(3, 8, 4);
    const auto mean = theory::mask_ensemble(8, p, [&](const Vector<double>& mask) {
        return Matrix<double>{w * (v * mask.asDiagonal() * x).cwiseMax(0)};
    });
    const Matrix<double> scaled = theory::log_softmax(w * ((1 - p) * v * x).cwiseMax(0)).array().exp();
    CHECK(relative(mean.geometric, scaled) > 1e-3);
}

TEST_CASE("log_softmax does not overflow") {
    const Matrix<double> y{{1000, -1000}, {999, -1001}};
    CHECK_THAT(theory::log_softmax(y)(0, 0), WithinRel(-std::log1p(std::exp(-1.0)), 1e-12));
    CHECK(theory::log_softmax(y).col(0) == theory::log_softmax(y).col(1));
}

}  // namespace tests::theory_masks
