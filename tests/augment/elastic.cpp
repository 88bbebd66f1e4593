#include <regula/augment/elastic.hpp>

#include <numbers>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("an elastic field has mean 0 and the variance of the blurred field at every pixel", "",
                   float, double) {
    const Shape shape{11, 9};
    const Elastic elastic{.alpha = 7, .sigma = 1.5};
    const int count = 2000;
    Workspace<TestType> memory{shape};
    Flow<TestType> flow{shape, memory};
    Vector<double> sum = Vector<double>::Zero(99), squares = sum, cross = sum, beside = sum;
    for (Index j = 0; j < count; ++j) {
        flow.start();
        const Vector<TestType> x = flow.x, y = flow.y;
        elastic.move(flow, Draw{Key{1}, j});
        const Vector<double> dx = (flow.x.matrix() - x).template cast<double>(),
                             dy = (flow.y.matrix() - y).template cast<double>();
        sum += dx;
        squares += dx.cwiseAbs2();
        cross += dx.cwiseProduct(dy);
        for (Index n = 0; n + 1 < 99; ++n) beside[n] += dx[n] * dx[n + 1];
    }
    double mass = 0, power = 0, lagged = 0;
    const auto k = [](int d) { return std::abs(d) > 5 ? 0 : std::exp(-d * d / 4.5); };
    for (int d = -6; d <= 6; ++d) {
        mass += k(d);
        power += k(d) * k(d);
        lagged += k(d) * k(d + 1);
    }
    power /= mass * mass;
    lagged /= mass * mass;
    // The kernel, 11 pixels wide, goes around the 9 of a line and meets itself: weights of 9 apart are added.
    double wrapped = 0;
    for (int d = 0; d < 9; ++d) {
        double w = 0;
        for (int i = d - 9; i <= 9; i += 9) w += k(i) / mass;
        wrapped += w * w;
    }
    const double variance = 49 / 3.0 * power * wrapped;
    CHECK(sum.cwiseAbs().maxCoeff() / count < 4.5 * std::sqrt(variance / count));
    CHECK((squares / count).array().isApproxToConstant(variance, 4.5 * std::sqrt(2.0 / count)));
    CHECK((cross / count).cwiseAbs().maxCoeff() < 4.5 * variance / std::sqrt(count));
    CHECK(std::abs(beside[4 * 9 + 3] / count - variance * lagged / power) <
          4 * variance * std::sqrt(2.0 / count));
    // The formula of the comment.
    CHECK(std::abs(variance / (49 / (12 * std::numbers::pi * 2.25)) - 1) < 0.03);
}

TEST_CASE("elastic distortion moves neighbours alike, and bad coefficients are named") {
    const Shape shape{28, 28};
    const Matrix<double> flat = Matrix<double>::Constant(784, 2, 0.25);
    CHECK(most_apart(shape, apply(Augment{shape, Elastic{}, Border::edge}, flat, Key{1}), flat) == 0);
    CHECK_THROWS_WITH((Elastic{.alpha = -1}.check()), "Elastic: alpha must be >= 0, got -1");
    CHECK_THROWS_WITH((Elastic{.sigma = 40}.check()), "Elastic: sigma must be in [0, 32], got 40");
}
