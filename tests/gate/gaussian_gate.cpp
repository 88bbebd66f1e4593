#include <regula/gate/gaussian_gate.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("gains have mean 1 and the variance of stddev", "", float, double) {
    Matrix<TestType> gain = Matrix<TestType>::Ones(203, 500);
    GaussianGate{0.4}.gate(gain, Key{1});
    const double n = static_cast<double>(gain.size()), s = 0.4;
    const Matrix<double> off = gain.template cast<double>().array() - 1;
    CHECK(s / std::sqrt(n) < 2e-3);
    CHECK(std::abs(off.mean()) < 4 * s / std::sqrt(n));
    CHECK(std::abs(off.squaredNorm() / n - s * s) < 4 * s * s * std::sqrt(2 / n));
    // The fourth moment tells a normal draw from others: 3 s^4, with the variance 96 s^8 / n.
    CHECK(std::abs(off.array().pow(4).mean() - 3 * std::pow(s, 4)) < 4 * std::sqrt(96 / n) * std::pow(s, 4));
}

TEST_CASE("like_dropout has the variance of dropout") {
    const double p = 0.3;
    Matrix<double> a = Matrix<double>::Ones(200, 2000), b = a;
    GaussianGate::like_dropout(p).gate(a, Key{1});
    Dropout{p}.gate(b, Key{2});
    const auto variance = [](const Matrix<double>& m) { return (m.array() - 1).square().mean(); };
    CHECK(variance(a) == Approx(p / (1 - p)).epsilon(0.01));
    CHECK(variance(b) == Approx(p / (1 - p)).epsilon(0.01));
    CHECK_THROWS_AS(GaussianGate::like_dropout(1), std::invalid_argument);
    CHECK_THROWS_WITH(GaussianGate{-1}.check(), "GaussianGate: stddev must be >= 0, got -1");
}

TEST_CASE("gains multiply what they are given, and without stddev leave it") {
    Matrix<double> once = Matrix<double>::Ones(7, 3), scaled = Matrix<double>::Constant(7, 3, -2);
    GaussianGate{0.5}.gate(once, Key{1});
    GaussianGate{0.5}.gate(scaled, Key{1});
    CHECK((scaled + 2 * once).norm() < 1e-14);
    GaussianGate{0}.gate(once, Key{3});
    CHECK((scaled + 2 * once).norm() < 1e-14);
}

TEST_CASE("for a linear model and squared error dropout and its Gaussian train alike, in the mean",
          "[unsanitized]") {
    // E 1/2 (w'(g x) - t)^2 = 1/2 (w'x - t)^2 + 1/2 v sum (w_i x_i)^2, with v = p / (1 - p) for both: the
    // mean gradient of many samples of one input is that of the closed form.
    const double p = 0.3, v = p / (1 - p);
    const Index copies = 200000;
    Vector<double> x(3), w(3);
    x << 1, -0.5, 2;
    w << 0.3, 0.8, -0.4;
    const double t = 0.7;
    Dataset<double> data{.inputs = x.replicate(1, copies), .targets = Matrix<double>::Constant(1, copies, t)};
    const Vector<double> slope = (w.dot(x) - t) * x + v * x.cwiseAbs2().cwiseProduct(w);
    const auto step = [&](auto policy) {
        auto net = linear_model<double>(3, 1);
        net.parameters()["0.weight"] = w;
        fit(net, SquaredError{}, data, Sgd{.learning_rate = 1, .epochs = 1, .batch_size = copies},
            on(inputs, policy));
        return Vector<double>{w - net.parameters()["0.weight"]};
    };
    // The standard error is below 5 |x| / sqrt(copies) = 0.026 at these values.
    CHECK((step(GaussianGate::like_dropout(p)) - slope).norm() < 0.03);
    CHECK((step(Dropout{p}) - slope).norm() < 0.03);
    CHECK((slope - (w.dot(x) - t) * x).norm() > 0.5);
}
