#include <regula/tangent/denoising_score.hpp>

#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::tangent_denoising_score {

TEST_CASE(
    "the best linear denoising autoencoder C (C + s^2)^-1 gives the score of the noisy density, exactly") {
    const Matrix<double> a = test::drawn(1, 4, 4), c = a * a.transpose(), x = test::drawn(2, 4, 9);
    const double s = 0.6;
    // (C + s^2)^-1 by its power series in 1 - (C + s^2) / top
    const Matrix<double> noisy = c + s * s * Matrix<double>::Identity(4, 4);
    const double top = noisy.trace();
    Matrix<double> inverse = Matrix<double>::Identity(4, 4) / top;
    for (int i = 0; i < 60; ++i)
        inverse = (2 * inverse - inverse * noisy * inverse).eval();  // Newton and Schulz
    auto net = linear_model<double>(4, 4);
    net.parameters()["0.weight"] = (c * inverse).transpose();
    const Matrix<double> expected = -inverse * x;  // of N(0, C + s^2)
    CHECK((denoising_score(net, x, s) - expected).norm() < 1e-12 * expected.norm());
    const Matrix<double> other = denoising_score(net, x, 2 * s);
    CHECK((4 * other - expected).norm() < 1e-12 * expected.norm());
}

TEST_CASE("denoising_score refuses a stddev that is not positive and a model of other outputs") {
    const auto net = linear_model<double>(4, 3);
    const Matrix<double> x = test::drawn(2, 4, 9);
    CHECK_THROWS_WITH(denoising_score(net, x, 0), "denoising_score: stddev must be finite and > 0, got 0");
    CHECK_THROWS_WITH(denoising_score(net, x, 1), "denoising_score: the model has 3 outputs for 4 inputs");
}

}  // namespace tests::tangent_denoising_score
