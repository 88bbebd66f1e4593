#include <regula/optimize/learning_rate_finder.hpp>

#include <regula/data/waveform.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/inference/fast_dropout_model.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/relu.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/model/gradient_accumulation.hpp>
#include <regula/optimize/adam_w.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <Eigen/Eigenvalues>

using namespace regula;

namespace tests::optimize_learning_rate_finder {

Dataset<double> regression() {
    const Matrix<double> x = test::drawn(1, 3, 20), w = test::drawn(2, 3, 2);
    return {.inputs = x, .targets = w.transpose() * x + 0.1 * test::drawn(3, 2, 20)};
}

TEST_CASE("the range test is a run with rising learning rates") {
    const auto train = regression();
    const auto net = mlp<double>({3, 2}, Key{5});
    const LearningRateFinder finder{.from = 1e-3, .to = 30, .steps = 60, .smoothing = 0};
    const auto range = finder.find(net, SquaredError{}, train, Sgd{.batch_size = 64});

    auto by_hand = net;
    double least = 1e300;
    std::size_t k = 0;
    for (;; ++k) {
        const double rate = 1e-3 * std::pow(30 / 1e-3, static_cast<double>(k) / 59);
        const double loss = evaluate(by_hand, SquaredError{}, train).loss;
        least = std::min(least, loss);
        if (loss > 4 * least) break;  // without smoothing the mean of past losses is the last
        REQUIRE(k < range.losses.size());
        CHECK(range.learning_rates[k] == Approx(rate).epsilon(1e-12));
        CHECK(range.losses[k] == Approx(loss).epsilon(1e-9));
        fit(by_hand, SquaredError{}, train, Sgd{.learning_rate = rate, .epochs = 1, .batch_size = 20});
    }
    CHECK(k == range.losses.size());
    CHECK(k < 60);
}

TEST_CASE("a slow rise ends soon after 2 over the largest curvature, where gradient descent diverges") {
    const auto train = regression();
    Matrix<double> x(4, 20);
    x << train.inputs, Matrix<double>::Ones(1, 20);
    const Matrix<double> second = x * x.transpose() / 20;
    const double limit = 2 / Eigen::SelfAdjointEigenSolver<Matrix<double>>{second}.eigenvalues().maxCoeff();
    const auto range = LearningRateFinder{.steps = 4000}.find(mlp<double>({3, 2}, Key{5}), SquaredError{},
                                                              train, Sgd{.batch_size = 20});
    CHECK(range.learning_rates.back() > limit);
    CHECK(range.learning_rates.back() < 2 * limit);
    CHECK(range.steepest < range.lowest);
    CHECK(range.lowest < limit);
}

TEST_CASE("a loss of the curve is the mean of the losses around it") {
    const auto train = regression();
    const auto net = mlp<double>({3, 2}, Key{5});
    LearningRateFinder finder{.from = 1e-6, .to = 1e-5, .steps = 12, .smoothing = 0};
    const auto raw = finder.find(net, SquaredError{}, train, Sgd{.batch_size = 7});
    finder.smoothing = 0.7;
    const auto smooth = finder.find(net, SquaredError{}, train, Sgd{.batch_size = 7});
    REQUIRE(raw.losses.size() == 12);
    for (std::size_t k = 0; k < 12; ++k) {
        double sum = 0, weight = 0;
        for (std::size_t i = 0; i < 12; ++i) {
            const double share = std::pow(0.7, std::abs(static_cast<double>(k) - static_cast<double>(i)));
            sum += share * raw.losses[i], weight += share;
        }
        CHECK(smooth.losses[k] == Approx(sum / weight).epsilon(1e-10));
    }
}

TEST_CASE("the range test takes any optimizer and policies, and is the same twice") {
    const auto train = regression();
    const auto net = mlp<double>({3, 5, 2}, Key{5});
    const auto once = LearningRateFinder{}.find(net, SquaredError{}, train, AdamW{}, Dropout{0.3});
    const auto again = LearningRateFinder{}.find(net, SquaredError{}, train, AdamW{}, Dropout{0.3});
    const auto bare = LearningRateFinder{}.find(net, SquaredError{}, train, AdamW{});
    CHECK(once.losses == again.losses);
    CHECK(once.losses != bare.losses);
    CHECK(once.steepest > 0);
}

TEST_CASE("a model that refers to another stays as it is, after an exception too, and finds the same") {
    const auto train = regression();
    Network<double> net{3, {Dense{5}, BatchNorm{}, Relu{}, Dense{2}}, Key{5}};
    const Vector<double> start = net.parameters().vector();
    const LearningRateFinder finder;
    const auto expected = finder.find(net, SquaredError{}, train, Sgd{.batch_size = 20});
    GradientAccumulation accumulated{net, 1};
    const auto found = finder.find(accumulated, SquaredError{}, train, Sgd{.batch_size = 20});
    CHECK(found.losses == expected.losses);
    CHECK(net.parameters().vector() == start);
    CHECK_THROWS_AS(LearningRateFinder({.from = 1e200, .to = 1e300})
                        .find(accumulated, SquaredError{}, train, Sgd{.batch_size = 20}),
                    std::invalid_argument);
    CHECK(net.parameters().vector() == start);
    int epochs = 0;
    const auto fails = [&](const Record&) { require(++epochs < 3, "enough"); };
    CHECK_THROWS_WITH(finder.find(accumulated, SquaredError{}, train, Sgd{.batch_size = 20}, fails),
                      "enough");
    CHECK(net.parameters().vector() == start);

    auto plain = mlp<double>({3, 5, 2}, Key{5});
    const Vector<double> before = plain.parameters().vector();
    finder.find(FastDropout{plain, Dropout{0.5}}, SquaredError{}, train, Sgd{.batch_size = 20});
    CHECK(plain.parameters().vector() == before);
}

/// A loss below zero, as a negative log-density may be.
struct Shifted {
    double value(const auto& y, const auto& t) const { return SquaredError{}.value(y, t) - 100; }
    void gradient(const auto& y, const auto& t, auto& dy) const { SquaredError{}.gradient(y, t, dy); }
};

TEST_CASE("a loss may be negative") {
    const auto train = regression();
    const auto net = mlp<double>({3, 2}, Key{5});
    const auto range = LearningRateFinder{}.find(net, Shifted{}, train, Sgd{.batch_size = 20});
    CHECK(range.losses.size() > 80);
    CHECK(range.losses[0] == Approx(evaluate(net, SquaredError{}, train).loss - 100).epsilon(1e-3));
    CHECK(range.steepest < range.lowest);
}

TEST_CASE("training at the rate found goes down, with noisy losses too") {
    const SoftmaxCrossEntropy loss;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        const auto train = waveform<double>(200, Key{seed});
        auto net = mlp<double>({21, 30, 3}, Key{seed}[1]);
        const auto range = LearningRateFinder{}.find(net, loss, train, Sgd{.momentum = 0.9}, Dropout{0.5});
        CHECK(range.steepest <= range.lowest);
        const double before = evaluate(net, loss, train).loss;
        fit(net, loss, train, Sgd{.learning_rate = range.steepest, .momentum = 0.9, .epochs = 4},
            Dropout{0.5});
        CHECK(evaluate(net, loss, train).loss < 0.8 * before);
    }
}

TEST_CASE("a range that begins too high is said, bad settings too") {
    const auto train = regression();
    const auto net = mlp<double>({3, 2}, Key{5});
    const auto find = [&](LearningRateFinder finder) {
        return finder.find(net, SquaredError{}, train, Sgd{.batch_size = 20});
    };
    CHECK_THROWS_WITH(
        find({.from = 1e200, .to = 1e300}),
        "LearningRateFinder: diverges in step 2 of 100, with learning rates from 1e+200 on; choose a "
        "smaller 'from'");
    CHECK_THROWS_WITH(find({.from = 0}), "LearningRateFinder: needs 0 < from < to, finite, got 0 and 10");
    CHECK_THROWS_WITH(find({.steps = 9}), "LearningRateFinder: steps must be >= 10, got 9");
    CHECK_THROWS_WITH(find({.smoothing = 1}), "LearningRateFinder: smoothing must be in [0, 1), got 1");
    Dataset<double> other = train;
    other.inputs = test::drawn(1, 4, 20);
    CHECK_THROWS_AS(LearningRateFinder{}.find(net, SquaredError{}, other, Sgd{}), std::invalid_argument);
}

}  // namespace tests::optimize_learning_rate_finder
