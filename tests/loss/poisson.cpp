#include <regula/loss/poisson.hpp>

#include <regula/loss/check.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_poisson {

TEST_CASE("PoissonLoss keeps the laws of losses, zeros and fractions included") {
    const Matrix<double> t{{0, 3, 0.25, 7}, {1, 0, 12, 2}};
    CHECK(check_loss(PoissonLoss{}, t) == std::vector<std::string>{});
}

TEST_CASE("PoissonLoss is the negative log-likelihood of counts, less that of a perfect model") {
    const Matrix<double> y{{0.3, -1.2, 2}}, t{{2, 0, 5}};
    double excess = 0;
    for (Index j = 0; j < 3; ++j) {
        const auto log_likelihood = [&](double mu) {
            return (t(j) > 0 ? t(j) * std::log(mu) : 0.0) - mu - std::lgamma(t(j) + 1);
        };
        excess += log_likelihood(t(j)) - log_likelihood(std::exp(y(j)));
    }
    CHECK(std::abs(PoissonLoss{}.value(y, t) - excess / 3) < 1e-15);
    const Matrix<double> perfect{{std::log(2.0), -INFINITY, std::log(5.0)}};
    CHECK(PoissonLoss{}.value(perfect, t) == 0);
}

TEST_CASE("PoissonLoss keeps its digits where the means are near large targets") {
    const Matrix<double> t{{1e6}}, y{{std::log(1e6) + 1e-5}};
    const long double d = static_cast<long double>(y(0)) - std::log(1e6L);
    CHECK_THAT(PoissonLoss{}.value(y, t),
               Catch::Matchers::WithinRel(static_cast<double>(1e6L * (std::expm1(d) - d)), 1e-9));
}

TEST_CASE("PoissonLoss refuses targets that are no counts, by every verb") {
    const Matrix<double> y = Matrix<double>::Ones(1, 2);
    const Matrix<double> below{{3, -0.5}}, unknown{{3, NAN}};
    Matrix<double> g = y;
    CHECK_THROWS_WITH(PoissonLoss{}.value(y, below), "PoissonLoss: targets must be >= 0, got -0.5");
    CHECK_THROWS_AS(PoissonLoss{}.gradient(y, below, g), std::invalid_argument);
    CHECK_THROWS_AS(PoissonLoss{}.curvature(y, below, y, g), std::invalid_argument);
    CHECK_THROWS_AS(PoissonLoss{}.value(y, unknown), std::invalid_argument);
    CHECK(g == y);
}

}  // namespace tests::loss_poisson
