#include <regula/layer/moments.hpp>

#include <regula/layer/leaky_relu.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/tanh.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_moments {

/// Mean and variance of f(z), z ~ N(m, s^2), by Simpson's rule on both sides of a kink at 0.
std::pair<double, double> by_simpson(auto&& f, double m, double s) {
    double mean = 0, square = 0;
    const auto add = [&](double from, double to) {
        const int pieces = 2000;
        const double h = (to - from) / pieces;
        for (int i = 0; i <= pieces; ++i) {
            const double z = from + i * h;
            const double weight = (i == 0 || i == pieces ? 1 : i % 2 == 0 ? 2 : 4) * h / 3;
            mean += weight * f(z) * normal_density((z - m) / s) / s;
            square += weight * f(z) * f(z) * normal_density((z - m) / s) / s;
        }
    };
    const double low = m - 10 * s, high = m + 10 * s, kink = std::clamp(0.0, low, high);
    add(low, kink);
    add(kink, high);
    return {mean, square - mean * mean};
}

Gaussian<double> image(const auto& f, const Matrix<double>& m, const Matrix<double>& v) {
    Gaussian<double> y;
    Matrix<double> kept;
    transform_moments(f, {m, v}, y, kept);
    return y;
}

TEST_CASE("the moments of rectifiers are the integrals") {
    for (const double slope : {0.0, 0.2, -0.4})
        for (const double m : {-2.3, -0.4, 0.0, 0.7, 3.1})
            for (const double s : {0.05, 0.6, 2.9}) {
                const auto [mean, variance] =
                    by_simpson([=](double z) { return z > 0 ? z : slope * z; }, m, s);
                const TransformedMoments found = LeakyRelu{slope}.moments(m, s * s);
                CAPTURE(slope, m, s);
                CHECK(std::abs(found.mean - mean) < 1e-10);
                CHECK(std::abs(found.variance - variance) < 1e-10);
            }
    CHECK(Relu{}.moments(0.3, 0.7).variance == LeakyRelu{0}.moments(0.3, 0.7).variance);
}

TEST_CASE("a rectifier's moments without variance are its value, and those of a small one near it") {
    for (const double m : {-1.5, 0.0, 2.0}) {
        const LeakyRelu f{0.1};
        const double value = m > 0 ? m : 0.1 * m;
        CHECK(f.moments(m, 0).mean == value);
        CHECK(f.moments(m, 0).variance == 0);
        CHECK(std::abs(f.moments(m, 1e-18).mean - value) < 1e-9);
        CHECK(f.moments(m, 1e-18).variance < 1e-17);
    }
    // Far from the kink the variance is that of a line, and never negative.
    CHECK(Relu{}.moments(50, 1).variance == 1);
    CHECK(Relu{}.moments(-50, 1).variance == 0);
    CHECK(Relu{}.moments(-50, 1).mean == 0);
    for (double m = -12; m < 0; m += 0.01) CHECK(Relu{}.moments(m, 1).variance >= 0);
}

TEST_CASE("smooth activations are as exact as they say") {
    double worst = 0, worst_far = 0;
    for (double m = 0; m <= 6; m += 0.75)
        for (double s = 0.25; s <= 6; s += 0.25) {
            const auto [mean, variance] = by_simpson([](double z) { return 1 / (1 + std::exp(-z)); }, m, s);
            const auto found = image(Sigmoid{}, Matrix<double>{{m}}, Matrix<double>{{s * s}});
            const double off =
                std::max(std::abs(found.mean(0) - mean), std::abs(found.variance(0) - variance));
            (s <= 2 ? worst : worst_far) = std::max(s <= 2 ? worst : worst_far, off);
        }
    CHECK(worst < 0.0008);
    CHECK(worst_far < 0.04);
    CHECK(worst_far > 0.01);  // it is an approximation
    // tanh z = 2 sigmoid(2 z) - 1, to the last digits.
    const auto tanh = image(Tanh{}, Matrix<double>{{0.4}}, Matrix<double>{{0.3}}),
               sigmoid = image(Sigmoid{}, Matrix<double>{{0.8}}, Matrix<double>{{1.2}});
    CHECK(std::abs(tanh.mean(0) - (2 * sigmoid.mean(0) - 1)) < 1e-14);
    CHECK(std::abs(tanh.variance(0) - 4 * sigmoid.variance(0)) < 1e-14);
}

TEMPLATE_TEST_CASE("columns longer than a piece are the same as one by one", "", float, double) {
    Gaussian<TestType> x, y, one;
    x.mean = Vector<TestType>::LinSpaced(150, -3, 3);
    x.variance = Vector<TestType>::LinSpaced(150, 0, 2);
    Matrix<TestType> kept, of_one;
    transform_moments(Sigmoid{}, x, y, kept);
    for (const Index i : {0, 63, 64, 149}) {
        transform_moments(Sigmoid{}, {x.mean.row(i), x.variance.row(i)}, one, of_one);
        const auto eps = 4 * std::numeric_limits<TestType>::epsilon();
        CHECK(std::abs(y.mean(i) - one.mean(0)) <= eps);
        CHECK(std::abs(y.variance(i) - one.variance(0)) <= eps);
        CHECK(std::abs(kept(i) - of_one(0)) <= eps);
    }
}

}  // namespace tests::layer_moments
