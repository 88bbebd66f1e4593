#include <regula/loss/gamma.hpp>

#include <regula/loss/check.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_gamma {

TEST_CASE("GammaLoss keeps the laws of losses") {
    const Matrix<double> t{{0.1, 3, 0.25, 7}, {1, 0.02, 12, 2}};
    CHECK(check_loss(GammaLoss{}, t) == std::vector<std::string>{});
}

TEST_CASE("GammaLoss is the negative log-likelihood in units of the shape, less that of a perfect model") {
    const Matrix<double> y{{0.3, -1.2, 2}}, t{{2, 0.4, 5}};
    const double shape = 2.5;
    double excess = 0;
    for (Index j = 0; j < 3; ++j) {
        const auto log_likelihood = [&](double mu) {
            return shape * std::log(shape / mu) + (shape - 1) * std::log(t(j)) - shape / mu * t(j) -
                   std::lgamma(shape);
        };
        excess += log_likelihood(t(j)) - log_likelihood(std::exp(y(j)));
    }
    CHECK(std::abs(GammaLoss{}.value(y, t) - excess / shape / 3) < 1e-15);
    CHECK(GammaLoss{}.value(Matrix<double>{t.array().log()}, t) == 0);
}

TEST_CASE("GammaLoss does not depend on the unit of the targets") {
    const Matrix<double> t{{0.5, 3, 11}}, y = test::drawn(1, 1, 3), unit = Matrix<double>::Ones(1, 3);
    const double value = GammaLoss{}.value(y, t);
    CHECK_THAT(GammaLoss{}.value(Matrix<double>{y + std::log(1024.0) * unit}, Matrix<double>{1024 * t}),
               Catch::Matchers::WithinRel(value, 1e-14));
}

TEST_CASE("GammaLoss refuses targets that are not positive, by every verb") {
    const Matrix<double> y = Matrix<double>::Ones(1, 2);
    const Matrix<double> zero{{3, 0}}, unknown{{3, NAN}};
    Matrix<double> g = y;
    CHECK_THROWS_WITH(GammaLoss{}.value(y, zero), "GammaLoss: targets must be > 0, got 0");
    CHECK_THROWS_AS(GammaLoss{}.gradient(y, zero, g), std::invalid_argument);
    CHECK_THROWS_AS(GammaLoss{}.curvature(y, zero, y, g), std::invalid_argument);
    CHECK_THROWS_AS(GammaLoss{}.value(y, unknown), std::invalid_argument);
    CHECK(g == y);
}

}  // namespace tests::loss_gamma
