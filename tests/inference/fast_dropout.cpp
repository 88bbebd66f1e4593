#include <regula/inference/fast_dropout.hpp>

#include <regula/gate.hpp>
#include <regula/layer.hpp>
#include <regula/layer/residual.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::inference_fast_dropout {

using test::drawn;
using test::with_biases;

struct Sampled {
    Matrix<double> mean, variance, error_of_mean, error_of_variance;
};

/// Means and variances of the outputs for one sample over many draws, with their standard errors.
Sampled sampled(const Network<double>& net, const Vector<double>& x, Index draws, auto... policies) {
    const Matrix<double> y = net.predict(x.replicate(1, draws), Key{9}, policies...);
    const double n = static_cast<double>(draws);
    const Vector<double> mean = y.rowwise().mean();
    const Matrix<double> squares = (y.colwise() - mean).cwiseAbs2();
    const Vector<double> variance = squares.rowwise().mean();
    const Vector<double> fourth = squares.cwiseAbs2().rowwise().mean();
    return {mean, variance, (variance / n).cwiseSqrt(),
            ((fourth - variance.cwiseAbs2()) / n).cwiseMax(0).cwiseSqrt()};
}

/// A layer that does not propagate moments.
struct Odd {
    Index outputs(Index fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const { y = x; }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
};

TEMPLATE_TEST_CASE("the moments of one dense layer are exact: all masks of its inputs", "", float, double) {
    // p = 5/16, noise of variance 0.04, three inputs and two units, two samples.
    const double p = 0.3125;
    const auto net = with_biases(mlp<TestType>({3, 2}, Key{1}));
    const auto x = drawn<TestType>(3, 3, 2);
    const auto found = fast_dropout(net, x, on(inputs, Dropout{p}), on(inputs, GaussianNoise{0.2}));
    const Matrix<double> w = net.parameters()["0.weight"].template cast<double>();
    const Matrix<double> b = net.parameters()["0.bias"].template cast<double>();
    Matrix<double> mean = Matrix<double>::Zero(2, 2), square = mean;
    for (int bits = 0; bits < 8; ++bits) {
        double probability = 1;
        Vector<double> gain(3);
        for (int i = 0; i < 3; ++i) {
            gain[i] = bits >> i & 1 ? 1 / (1 - p) : 0;
            probability *= bits >> i & 1 ? 1 - p : p;
        }
        for (Index j = 0; j < 2; ++j) {
            const Vector<double> y = w.transpose() * gain.cwiseProduct(x.col(j).template cast<double>()) + b;
            const Vector<double> noise = 0.04 * w.cwiseAbs2().transpose() * gain.cwiseAbs2();
            mean.col(j) += probability * y;
            square.col(j) += probability * (y.cwiseAbs2() + noise);
        }
    }
    const double rounding = 20 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    CHECK((found.mean.template cast<double>() - mean).norm() < rounding * mean.norm());
    const Matrix<double> variance = square - mean.cwiseAbs2();
    CHECK((found.variance.template cast<double>() - variance).norm() < rounding * square.norm());
}

TEST_CASE("without policies the mean is the prediction, and nothing varies") {
    const auto net = with_biases(mlp<double>({4, 6, 3}, Key{1}, Tanh{}));
    const auto x = drawn(3, 4, 5);
    const auto found = fast_dropout(net, x);
    CHECK(found.mean == net.predict(x));
    CHECK(found.variance.isZero(0));
    CHECK(fast_dropout(net, x, when(false, Dropout{0.5})).mean == found.mean);
}

TEST_CASE("dropout of the last hidden layer, and a Gaussian gate like it, have exact moments") {
    const auto net = with_biases(mlp<double>({4, 30, 2}, Key{1}));
    const Vector<double> x = drawn(3, 4);
    const auto found = fast_dropout(net, Matrix<double>{x}, Dropout{0.25});
    const auto draws = sampled(net, x, 20000, Dropout{0.25});
    for (Index i = 0; i < 2; ++i) {
        CHECK(std::abs(found.mean(i) - draws.mean(i)) < 4 * draws.error_of_mean(i));
        CHECK(std::abs(found.variance(i) - draws.variance(i)) < 4 * draws.error_of_variance(i));
    }
    const auto gaussian = fast_dropout(net, Matrix<double>{x}, GaussianGate::like_dropout(0.25));
    CHECK((gaussian.variance - found.variance).norm() < 1e-13 * found.variance.norm());
}

TEST_CASE("through a nonlinearity the error falls as the units get more inputs") {
    // A rectifier behind n dropped inputs of like size: the mean of its output misses by less and less.
    double last = 1;
    for (const Index n : {4, 40, 400}) {
        Network<double> net{n, {Dense{.units = 1, .bias = false}, Relu{}, Dense{.units = 1, .bias = false}}};
        net.parameters()["0.weight"].setConstant(1 / std::sqrt(static_cast<double>(n)));
        net.parameters()["1.weight"].setOnes();
        Vector<double> x = Vector<double>::Ones(n);
        x.head(n / 2).setConstant(-0.8);
        const auto found = fast_dropout(net, Matrix<double>{x}, on(inputs, Dropout{0.5}));
        // The exact mean: a binomial number of ones and one of -0.8s.
        const auto choose = [](Index of, Index k) {
            return std::exp(std::lgamma(double(of + 1)) - std::lgamma(double(k + 1)) -
                            std::lgamma(double(of - k + 1)) - static_cast<double>(of) * std::log(2));
        };
        double mean = 0, square = 0;
        for (Index i = 0; i <= n / 2; ++i)
            for (Index j = 0; j <= n / 2; ++j) {
                const double z = 2 * (static_cast<double>(i) - 0.8 * static_cast<double>(j)) /
                                 std::sqrt(static_cast<double>(n));
                const double h = std::max(0.0, z), chance = choose(n / 2, i) * choose(n / 2, j);
                mean += chance * h;
                square += chance * h * h;
            }
        const double off = std::abs(found.mean(0) / mean - 1),
                     off_variance = std::abs(found.variance(0) / (square - mean * mean) - 1);
        CAPTURE(n, off, off_variance);
        CHECK(off < last / 2);
        CHECK(off_variance < 0.5 / std::sqrt(static_cast<double>(n)));
        last = off;
    }
    CHECK(last < 1e-3);
}

TEMPLATE_TEST_CASE("deep networks come close to what draws give, and closer than weight scaling", "", Relu,
                   Tanh) {
    const auto net = with_biases(mlp<double>({20, 60, 60, 2}, Key{1}, TestType{}));
    const auto x = drawn(3, 20, 6);
    const auto found = fast_dropout(net, x, Dropout{0.5}, on(inputs, Dropout{0.2}));
    const Matrix<double> scaled = net.predict(x);
    double off = 0, off_scaled = 0, spread = 0;
    for (Index j = 0; j < x.cols(); ++j) {
        const auto draws = sampled(net, x.col(j), 4000, Dropout{0.5}, on(inputs, Dropout{0.2}));
        off += (found.mean.col(j) - draws.mean).squaredNorm() / draws.variance.sum();
        off_scaled += (scaled.col(j) - draws.mean).squaredNorm() / draws.variance.sum();
        spread += (found.variance.col(j).array() / draws.variance.array() - 1).abs().mean();
    }
    CAPTURE(off, off_scaled, spread / 6);
    CHECK(off < 0.6 * off_scaled);
    CHECK(spread / 6 < 0.25);
}

TEST_CASE("what fast dropout cannot do is refused in words") {
    auto net = mlp<double>({4, 6, 3}, Key{1});
    const auto x = drawn(3, 4, 5);
    CHECK_THROWS_WITH((fast_dropout(net, x, Dropout{1})),
                      "Dropout: drop_probability must be in [0, 1), got 1");
    CHECK_THROWS_WITH((fast_dropout(net, x, on(hidden[1], Dropout{0.5}))),
                      "Dropout: hidden[1] selects no block of this model; there are: hidden[0]");
    CHECK_THROWS_WITH(fast_dropout(net, x, on(weights, Dropout{0.5})),
                      "Dropout: weights selects no block of this model; it has none there");
    CHECK_THROWS_WITH(fast_dropout(net, drawn(3, 5, 2), Dropout{0.5}),
                      "Network: inputs must have 4 features, got 5");
    Network<double> odd{4, {Dense{6}, Odd{}, Dense{3}}};
    CHECK_THROWS_WITH(fast_dropout(odd, x, on(inputs, Dropout{0.5})),
                      "moments: layer 'Odd' does not propagate means and variances");
    CHECK(fast_dropout(odd, x, on(hidden, Dropout{0.5})).mean.cols() == 5);  // above it
}

TEST_CASE(
    "moments pass through a residual block, and a layer of its branch that has none is refused in words") {
    const Network<double> net{3, {Dense{4}, Residual{Dense{2}, Dense{4}}, Dense{2}}};
    const Matrix<double> x = Matrix<double>::Ones(3, 2);
    const auto found = fast_dropout(net, x, Dropout{0.3});
    CHECK((found.mean - net.predict(x)).norm() < 1e-14);  // of a linear one the mean is exact
    CHECK(found.variance.minCoeff() > 0);
    const Network<double> odd{3, {Dense{4}, Residual{Odd{}, Dense{4}}, Dense{2}}};
    CHECK_THROWS_WITH(fast_dropout(odd, x, on(inputs, Dropout{0.3})),
                      "moments: layer 'Odd' does not propagate means and variances");
    CHECK(fast_dropout(odd, x, on(hidden, Dropout{0.3})).mean.cols() == 2);  // above it
}

}  // namespace tests::inference_fast_dropout
