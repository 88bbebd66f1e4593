#include <regula/theory/input_noise.hpp>

#include <regula/loss/squared_error.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/pseudoinverse.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_input_noise {

using Catch::Matchers::WithinRel;
using theory::relative;

const Dataset<double> data{.inputs = test::drawn(1, 3, 11), .targets = test::drawn(2, 1, 11)};

TEST_CASE("symmetric copies have the mean and the covariance of the noise") {
    const auto copies = theory::with_symmetric_noise(data, 0.3);
    REQUIRE(copies.size() == 66);
    const Matrix<double> moved = copies.inputs - data.inputs.replicate(1, 6);
    CHECK(moved.rowwise().sum().norm() < 1e-13);
    CHECK((moved * moved.transpose() / 66 - 0.09 * Matrix<double>::Identity(3, 3)).norm() < 1e-14);
    CHECK(copies.targets.rightCols(11) == data.targets);
    const auto labelled =
        theory::with_symmetric_noise({.inputs = data.inputs, .labels = Labels::LinSpaced(11, 0, 10)}, 1);
    CHECK(labelled.labels[13] == 2);
    CHECK_NOTHROW(labelled.check());
}

TEST_CASE("noise on the inputs of a linear model is weight decay: the same loss, and the same minimum") {
    const double stddev = 0.3, a = theory::input_noise_strength(stddev);
    const auto noisy = theory::least_squares(theory::with_symmetric_noise(data, stddev)),
               clean = theory::least_squares(data);
    const Vector<double> w = test::drawn(5, 3);
    CHECK_THAT(noisy.value(w), WithinRel(clean.value(w) + L2{a}.value(w), 1e-13));
    CHECK(relative(noisy.minimum, theory::ridge(data, a)) < 1e-13);
    CHECK(relative(noisy.minimum, theory::ridge(data, 1.01 * a)) > 1e-4);
    const double of_sum = theory::input_noise_strength_of_sum(stddev, 11);
    const Matrix<double> normal =
        data.inputs * data.inputs.transpose() + of_sum * Matrix<double>::Identity(3, 3);
    CHECK(relative(noisy.minimum, normal.llt().solve(data.inputs * data.targets.transpose())) < 1e-13);
}

}  // namespace tests::theory_input_noise
