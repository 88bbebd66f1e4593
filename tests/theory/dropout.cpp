#include <regula/theory/dropout.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/least_squares.hpp>
#include <regula/theory/masks.hpp>
#include <regula/theory/weight_decay.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_dropout {

using Catch::Matchers::WithinRel;
using theory::relative;

TEST_CASE("dropout on the inputs of linear regression is weight decay in the units of the inputs") {
    const double p = 1 - Dropout{0.3}.keep_probability();  // rounded, as it is drawn with
    Matrix<double> x = test::drawn(1, 4, 9);
    x.row(2) *= 5;
    const Matrix<double> t = test::drawn(2, 1, 9);
    const auto q = theory::least_squares({.inputs = x, .targets = t});
    const auto strengths = theory::dropout_strengths(q, 0.3);

    // Every mask of every sample. Masks of samples are independent, so the mean is that of one mask.
    Matrix<double> second = Matrix<double>::Zero(4, 4);
    const Vector<double> w = test::drawn(3, 4);
    double loss = 0;
    theory::for_each_mask(4, p, [&](const Vector<double>& mask, double probability) {
        const Matrix<double> seen = mask.asDiagonal() * x / (1 - p);
        loss += probability * (w.transpose() * seen - t).squaredNorm() / (2 * 9);
        second += probability * seen * seen.transpose() / 9;
    });
    CHECK_THAT(loss, WithinRel(q.value(w) + 0.5 * strengths.dot(w.cwiseAbs2()), 1e-13));
    const Vector<double> trained = second.ldlt().solve(x * t.transpose() / 9);
    CHECK(relative(theory::weight_decay_minimum(q, strengths), trained) < 1e-12);
    CHECK(relative(theory::weight_decay_minimum(q, strengths.mean()), trained) > 1e-2);
    CHECK_THROWS_AS(theory::dropout_strengths(q, 1), std::invalid_argument);
}

}  // namespace tests::theory_dropout
