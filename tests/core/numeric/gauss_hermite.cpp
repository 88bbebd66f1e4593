#include <regula/core/numeric/gauss_hermite.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_numeric_gauss_hermite {

double mean(const Quadrature& rule, auto&& f) {
    double sum = 0;
    for (Index i = 0; i < rule.nodes.size(); ++i) sum += rule.weights[i] * f(rule.nodes[i]);
    return sum;
}

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

TEST_CASE("a rule needs 1 to 200 points") {
    CHECK_THROWS_WITH(gauss_hermite(0), "gauss_hermite: points must be in 1 ... 200, got 0");
    CHECK_THROWS_WITH(gauss_hermite(201), "gauss_hermite: points must be in 1 ... 200, got 201");
}

}  // namespace tests::core_numeric_gauss_hermite
