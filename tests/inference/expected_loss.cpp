#include <regula/inference/expected_loss.hpp>

#include <regula/loss/huber.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_expected_loss {

using test::drawn;

static_assert(ExpectedLoss<SquaredError> && ExpectedLoss<Logistic> && ExpectedLoss<SoftmaxCrossEntropy>);
static_assert(!ExpectedLoss<Huber>);

Gaussian<double> uncertain(Index rows, Index cols, double variance) {
    return {drawn(1, rows, cols), variance * (drawn(2, rows, cols).array() / 2).exp()};
}

/// The mean of a loss over draws of the outputs, z and -z together, and its standard error.
std::pair<double, double> sampled(const auto& loss, const Gaussian<double>& y, const auto& t, int draws) {
    double sum = 0, squares = 0;
    for (int k = 0; k < draws; ++k) {
        const Matrix<double> step = y.variance.cwiseSqrt().cwiseProduct(
            drawn(100 + static_cast<std::uint64_t>(k), y.mean.rows(), y.mean.cols()));
        const double one =
            (loss.value(Matrix<double>{y.mean + step}, t) + loss.value(Matrix<double>{y.mean - step}, t)) / 2;
        sum += one;
        squares += one * one;
    }
    const double mean = sum / draws;
    return {mean, std::sqrt((squares / draws - mean * mean) / draws)};
}

void check_gradient(const auto& loss, const Gaussian<double>& y, const auto& t) {
    Gaussian<double> dy, unused;
    expected_loss(loss, y, t, dy);
    const Matrix<double> by_mean = test::differences(y.mean, [&](const auto& z) {
        return expected_loss(loss, Gaussian<double>{z, y.variance}, t, unused);
    });
    const Matrix<double> by_variance = test::differences(y.variance, [&](const auto& z) {
        return expected_loss(loss, Gaussian<double>{y.mean, z}, t, unused);
    });
    CHECK((dy.mean - by_mean).norm() < 1e-7 * by_mean.norm());
    CHECK((dy.variance - by_variance).norm() < 1e-7 * by_variance.norm());
    // In float the same, and nothing is allocated once there is room.
    const Gaussian<float> rough{y.mean.template cast<float>(), y.variance.template cast<float>()};
    Gaussian<float> slope;
    const auto rough_t = [&] {
        if constexpr (std::same_as<std::remove_cvref_t<decltype(t)>, Labels>)
            return t;
        else
            return Matrix<float>{t.template cast<float>()};
    }();
    expected_loss(loss, rough, rough_t, slope);
    const std::size_t before = allocations();
    expected_loss(loss, rough, rough_t, slope);
    CHECK(allocations() == before);
    CHECK((slope.mean.cast<double>() - dy.mean).norm() < 1e-5 * dy.mean.norm());
    CHECK((slope.variance.cast<double>() - dy.variance).norm() < 1e-5 * dy.variance.norm());
}

TEST_CASE("the gradient of an expected loss is that of its value") {
    const auto y = uncertain(3, 5, 0.7);
    const Matrix<double> t = drawn(3, 3, 5).cwiseAbs().cwiseMin(1);
    check_gradient(SquaredError{}, y, t);
    check_gradient(Logistic{}, y, t);
    check_gradient(SoftmaxCrossEntropy{}, y, t);  // columns that do not sum to 1
    check_gradient(SoftmaxCrossEntropy{}, y, Labels{{2, 0, 1, 1, 0}});
    check_gradient(Logistic{}, uncertain(1, 5, 0.7), Labels{{1, 0, 1, 1, 0}});
}

TEST_CASE("of outputs that are certain it is the loss") {
    const Gaussian<double> y{drawn(1, 3, 5), Matrix<double>::Zero(3, 5)};
    const Matrix<double> t = drawn(3, 3, 5).cwiseAbs().cwiseMin(1);
    Gaussian<double> dy;
    CHECK(expected_loss(SquaredError{}, y, t, dy) == SquaredError{}.value(y.mean, t));
    CHECK(std::abs(expected_loss(SoftmaxCrossEntropy{}, y, t, dy) - SoftmaxCrossEntropy{}.value(y.mean, t)) <
          1e-7);
    CHECK(std::abs(expected_loss(Logistic{}, y, t, dy) - Logistic{}.value(y.mean, t)) < 1e-9);
}

TEST_CASE("squared error is exact, logistic loss and softmax almost") {
    const Matrix<double> t = drawn(3, 10, 20).cwiseAbs().cwiseMin(1);
    const Labels labels = Labels::LinSpaced(20, 0, 9);
    Gaussian<double> dy;
    for (const double v : {0.25, 1.0, 4.0}) {
        const auto y = uncertain(10, 20, v);
        CAPTURE(v);
        const auto [squared, squared_se] = sampled(SquaredError{}, y, t, 2000);
        CHECK(std::abs(expected_loss(SquaredError{}, y, t, dy) - squared) < 4 * squared_se);
        const auto [logistic, logistic_se] = sampled(Logistic{}, y, t, 2000);
        CHECK(std::abs(expected_loss(Logistic{}, y, t, dy) - logistic) < 4 * logistic_se + 10 * 2e-4);
        const auto [softmax, softmax_se] = sampled(SoftmaxCrossEntropy{}, y, labels, 2000);
        const double off = expected_loss(SoftmaxCrossEntropy{}, y, labels, dy) - softmax;
        CHECK(std::abs(off) < 4 * softmax_se + 0.01);
    }
}

}  // namespace tests::inference_expected_loss
