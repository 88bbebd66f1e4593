#include <regula/constraint/spectral_norm.hpp>

#include "constraint/given_singular_values.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("singular values above the radius come down to it, the others stay", "", float, double) {
    for (std::uint64_t seed = 1; seed < 6; ++seed) {
        Matrix<TestType> w = test::given_singular_values(seed, 3, 1.5, 0.25).cast<TestType>(), within = w;
        SpectralNorm{1.3}.project(w);
        CHECK((w.template cast<double>() - test::given_singular_values(seed, 1.3, 1.3, 0.25)).norm() <= 2e-6);
        const Matrix<TestType> before = within;
        SpectralNorm{3.1}.project(within);
        CHECK((within - before).norm() <= 2e-6);
    }
}

TEST_CASE("what was in the way of a bound is taken along singular vectors: the conditions of optimality") {
    // w - p = u (s - r) v' is in the normal cone of the ball at p: <w - p, p> = r |w - p|_*, here of rank
    // two.
    const Matrix<double> w = test::given_singular_values(9, 3, 1.5, 0.25);
    Matrix<double> p = w;
    SpectralNorm{1.3}.project(p);
    CHECK(std::abs((w - p).cwiseProduct(p).sum() - 1.3 * (1.7 + 0.2)) <= 1e-13);
}

TEST_CASE("a spectral norm with a negative radius is refused") {
    CHECK_THROWS_WITH(SpectralNorm{-1}.check(), "SpectralNorm: radius must be >= 0, got -1");
}
