#include <regula/augment/gaussian_kernel.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the weights of a Gaussian add up to 1 and fall as it does") {
    for (const double sigma : {0.3, 1.0, 4.0, 32.0}) {
        const GaussianKernel kernel{sigma};
        CHECK(kernel.radius == static_cast<Index>(std::ceil(3 * sigma)));
        double sum = -kernel.weights[0];
        for (Index d = 0; d <= kernel.radius; ++d) sum += 2 * kernel.weights[static_cast<std::size_t>(d)];
        CHECK(std::abs(sum - 1) < 1e-14);
        CHECK(std::abs(kernel.weights[1] / kernel.weights[0] - std::exp(-0.5 / (sigma * sigma))) < 1e-15);
    }
    CHECK(GaussianKernel{0}.radius == 0);
    CHECK(GaussianKernel{0}.weights[0] == 1);
}
