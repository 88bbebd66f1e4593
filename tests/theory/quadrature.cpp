#include <regula/theory/quadrature.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::theory_quadrature {

using namespace theory;

TEST_CASE("the mean of a smooth function of several normal variables is exact to the last digits") {
    const Quadrature rule = gauss_hermite(30);
    const Vector<double> centre{{0.3, -1.2, 0.7}}, u{{0.5, 0.2, -0.9}};
    const double stddev = 0.8;
    const auto wave = [&](const Vector<double>& x) { return std::cos(u.dot(x)); };
    const double expected = std::exp(-stddev * stddev * u.squaredNorm() / 2) * std::cos(u.dot(centre));
    CHECK(std::abs(mean_under_normal(rule, wave, centre, stddev) - expected) < 1e-14);
    CHECK(std::abs(mean_under_normal(rule, wave, centre, 0) - std::cos(u.dot(centre))) < 1e-14);
}

}  // namespace tests::theory_quadrature
