#include <regula/noise/uniform_noise.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("uniform noise is even within its half width, and added to what is there", "", float,
                   double) {
    Matrix<TestType> x = Matrix<TestType>::Constant(203, 500, 5), same = x;
    UniformNoise{0.3}.perturb(x, Key{1});
    const Matrix<double> off = x.template cast<double>().array() - 5;
    const double n = static_cast<double>(x.size());
    CHECK(off.cwiseAbs().maxCoeff() <= 0.3 + 1e-6);
    CHECK(off.maxCoeff() > 0.2999);
    CHECK(off.minCoeff() < -0.2999);
    CHECK(std::abs(off.mean()) < 4 * 0.3 / std::sqrt(3 * n));
    const double variance = UniformNoise{0.3}.variance();  // of a square: 4 h^4 / 45
    CHECK(std::abs(off.squaredNorm() / n - variance) < 4 * 0.09 * std::sqrt(4 / (45 * n)));
    const double below = static_cast<double>((off.array() < -0.15).count());
    CHECK(std::abs(below / n - 0.25) < 4 * std::sqrt(0.25 * 0.75 / n));
    UniformNoise{0}.perturb(same, Key{1});
    CHECK(same == Matrix<TestType>::Constant(203, 500, 5));
    CHECK_THROWS_WITH(UniformNoise{-0.1}.check(), "UniformNoise: half_width must be >= 0, got -0.1");
}
