#include <regula/theory/prior.hpp>

#include <regula/theory/claim.hpp>
#include <regula/theory/least_squares.hpp>
#include <regula/theory/pseudoinverse.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_prior {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("under a Gaussian prior the most probable weights are ridge regression, a conditional mean") {
    const Dataset<double> data{.inputs = test::drawn(1, 4, 9), .targets = test::drawn(2, 1, 9)};
    const double noise = 0.5, prior = 1.7;
    const auto& x = data.inputs;  // w and t are jointly Gaussian: E[w | t] = cov(w, t) cov(t)^-1 t
    const Matrix<double> cov = prior * x.transpose() * x + noise * Matrix<double>::Identity(9, 9);
    const Vector<double> mean = prior * x * cov.llt().solve(data.targets.transpose());
    CHECK(theory::relative(theory::ridge(data, theory::gaussian_prior_strength(noise, prior, 9)), mean) <
          1e-12);
}

TEST_CASE("the objective of L1 is the posterior under a Laplace prior, but for a constant and a factor") {
    const Dataset<double> data{.inputs = test::drawn(1, 4, 9), .targets = test::drawn(2, 1, 9)};
    const auto q = theory::least_squares(data);
    const double noise = 0.5, scale = 0.6, a = theory::laplace_prior_strength(noise, scale, 9);
    double first = 0;
    for (std::uint64_t k = 0; k < 20; ++k) {
        const Vector<double> w = test::drawn(10 + k, 4);
        const double log_likelihood =
            -(w.transpose() * data.inputs - data.targets).squaredNorm() / (2 * noise);
        const double posterior = log_likelihood + theory::log_laplace_prior(w, 1 / scale);
        const double constant = posterior + 9 / noise * (q.value(w) + a * w.lpNorm<1>());
        if (k == 0) first = constant;
        CHECK_THAT(constant, WithinRel(first, 1e-12));
    }
}

TEST_CASE("the priors are densities") {
    double gaussian = 0, laplace = 0;
    for (double x = -30; x < 30; x += 1e-3) {
        gaussian += 1e-3 * std::exp(theory::log_gaussian_prior(Vector<double>{{x}}, 0.7));
        laplace += 1e-3 * std::exp(theory::log_laplace_prior(Vector<double>{{x}}, 0.7));
    }
    CHECK_THAT(gaussian, WithinAbs(1, 1e-6));
    CHECK_THAT(laplace, WithinAbs(1, 1e-6));
}

}  // namespace tests::theory_prior
