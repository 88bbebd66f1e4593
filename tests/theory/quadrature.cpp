#include <regula/theory/quadrature.hpp>

#include "support/catch.hpp"

using namespace regula;
using namespace regula::theory;

namespace {

double mean(const Quadrature& rule, auto&& f) {
    return mean_under_normal(
        rule, [&](const auto& z) { return f(z[0]); }, Vector<double>::Zero(1), 1);
}

}  // namespace

TEST_CASE("the rule has the moments of the normal distribution, up to its degree and no further") {
    for (const int points : {1, 2, 3, 7, 40, 41, 200}) {
        const Quadrature rule = gauss_hermite(points);
        double moment = 1;  // E z^2k = 1 3 5 ... (2k - 1)
        for (int k = 0; k <= std::min(points, 60); ++k) {
            const double found = mean(rule, [=](double z) { return std::pow(z, 2 * k); });
            const double odd = mean(rule, [=](double z) { return std::pow(z, 2 * k + 1); });
            CAPTURE(points, k);
            if (k < points) {
                CHECK(std::abs(found / moment - 1) < 1e-13);
                CHECK(std::abs(odd) <= 1e-13 * moment * (2 * k + 1));
            } else {
                CHECK(found < moment);
            }
            moment *= 2 * k + 1;
        }
    }
}

TEST_CASE("small rules are those of the textbook") {
    const Quadrature two = gauss_hermite(2), three = gauss_hermite(3);
    CHECK((two.nodes - Vector<double>{{1, -1}}).norm() < 1e-15);
    CHECK((two.weights - Vector<double>{{0.5, 0.5}}).norm() < 1e-15);
    CHECK((three.nodes - Vector<double>{{std::sqrt(3), 0, -std::sqrt(3)}}).norm() < 1e-15);
    CHECK((three.weights - Vector<double>{{1 / 6.0, 2 / 3.0, 1 / 6.0}}).norm() < 1e-15);
}

TEST_CASE("the mean of a smooth function of several normal variables is exact to the last digits") {
    const Quadrature rule = gauss_hermite(30);
    const Vector<double> centre{{0.3, -1.2, 0.7}}, u{{0.5, 0.2, -0.9}};
    const double stddev = 0.8;
    const auto wave = [&](const Vector<double>& x) { return std::cos(u.dot(x)); };
    const double expected = std::exp(-stddev * stddev * u.squaredNorm() / 2) * std::cos(u.dot(centre));
    CHECK(std::abs(mean_under_normal(rule, wave, centre, stddev) - expected) < 1e-14);
    CHECK(std::abs(mean_under_normal(rule, wave, centre, 0) - std::cos(u.dot(centre))) < 1e-14);
}

TEST_CASE("a rule needs 1 to 200 points") {
    CHECK_THROWS_WITH(gauss_hermite(0), "gauss_hermite: points must be in 1 ... 200, got 0");
    CHECK_THROWS_WITH(gauss_hermite(201), "gauss_hermite: points must be in 1 ... 200, got 201");
}
