#include <regula/inference/monte_carlo.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_monte_carlo {

using Catch::Matchers::WithinRel;
using test::drawn;

TEMPLATE_TEST_CASE("Monte Carlo is the mean and the variance of passes by their keys", "", float, double) {
    const auto net = mlp<TestType>({4, 7, 6, 3}, Key{1});
    const auto x = drawn<TestType>(2, 4, 5);
    const auto found = monte_carlo(net, x, 37, Key{3}, on(inputs, Dropout{0.2}), Dropout{0.3});
    Matrix<double> mean = Matrix<double>::Zero(3, 5), squares = mean;
    for (std::uint64_t i = 0; i < 37; ++i) {
        const auto y = net.predict(x, Key{3}[i], on(inputs, Dropout{0.2}), Dropout{0.3});
        mean += y.template cast<double>() / 37;
        squares += y.template cast<double>().cwiseAbs2() / 37;
    }
    CHECK(found.count() == 37);
    CHECK((found.mean() - mean).norm() < 1e-13 * mean.norm());
    CHECK((found.spread() - (squares - mean.cwiseAbs2())).norm() < 1e-12 * squares.norm());
    CHECK(found.variance().minCoeff() > 0);
}

TEST_CASE("the number of threads changes no bit") {
    const auto net = mlp<float>({3, 8, 2}, Key{1});
    const auto x = drawn<float>(2, 3, 4);
    const auto one = monte_carlo(net, x, 41, Key{3}, Dropout{0.4});
    for (const int threads : {2, 5}) {
        const auto more = monte_carlo(Threads{threads}, net, x, 41, Key{3}, Dropout{0.4});
        CHECK((more.mean() == one.mean() && more.variance() == one.variance()));
    }
}

/// A model of the user's own: a fair coin, and how often it was asked is no part of it.
struct Toss {
    Matrix<double> predict(const Matrix<double>& x, Key key) const {
        Matrix<double> y = x;
        for_each_draw(key, y, [](double& entry, std::uint32_t word) { entry *= word >> 31; });
        return y;
    }
};

TEST_CASE("any model that predicts at random will do, and means are right within their standard errors") {
    const Matrix<double> x = Matrix<double>::Ones(4, 50);
    const auto found = monte_carlo(Toss{}, x, 400, Key{3});
    CHECK((found.variance().array() - 0.25).abs().maxCoeff() < 0.02);
    CHECK_THAT(found.standard_error().mean(), WithinRel(0.5 / 20, 0.01));
    const auto z = ((found.mean().array() - 0.5) / found.standard_error().array()).eval();
    CHECK(z.abs().maxCoeff() < 4);
    CHECK(std::abs(z.square().mean() - 1) < 4 * std::sqrt(2.0 / 200));
}

TEST_CASE("Monte Carlo needs a pass, and an error in a pass is not lost") {
    const auto net = mlp<double>({3, 2}, Key{1});
    CHECK_THROWS_WITH(monte_carlo(net, drawn(1, 3, 2), 0, Key{1}), "monte_carlo: passes must be >= 1, got 0");
    CHECK_THROWS_WITH(monte_carlo(Threads{2}, net, drawn(1, 4, 2), 5, Key{1}),
                      "Network: inputs must have 3 features, got 4");
}

TEST_CASE("the precision of the noise is where penalty and likelihood balance as in a Gaussian process") {
    // n tau (mean squared error / 2 + strength / 2 |w|^2) is tau / 2 sum |y - t|^2 + length^2 kept / 2 |m|^2
    // of the paper, whose weights are m = w / kept.
    const double p = 0.3, kept = Coin{p}.keep_probability(), length = 1.7, strength = 0.02, w = 0.9,
                 m = w / kept;
    const double tau = dropout_precision(length, p, 50, strength);
    CHECK_THAT(50 * tau * strength / 2 * w * w, WithinRel(length * length * kept / 2 * m * m, 1e-14));
    CHECK_THROWS_AS(dropout_precision(0, p, 50, strength), std::invalid_argument);
    CHECK_THROWS_AS(dropout_precision(length, 1, 50, strength), std::invalid_argument);
    CHECK_THROWS_AS(dropout_precision(length, p, 0, strength), std::invalid_argument);
    CHECK_THROWS_AS(dropout_precision(length, p, 50, 0), std::invalid_argument);
}

}  // namespace tests::inference_monte_carlo
