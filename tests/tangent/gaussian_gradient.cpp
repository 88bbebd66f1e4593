#include <regula/tangent/gaussian_gradient.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

namespace tests::tangent_gaussian_gradient {

TEMPLATE_TEST_CASE("the gradient of a slope is its slope, whatever the smoothing", "", float, double) {
    const Shape shape{17, 23};
    const auto image = images_of<TestType>(shape, [](double x, double y) { return 0.3 * x - 0.7 * y + 2; });
    for (const double sigma : {0.0, 1e-3, 0.4, 0.9, 2.0}) {
        GaussianGradient<TestType> f{shape, sigma};
        f.compute(image.data());
        for (Index y = 6; y < 11; ++y)
            for (Index x = 6; x < 17; ++x) {
                CHECK(std::abs(double(f.x[y * 23 + x]) - 0.3) < 1e-5);
                CHECK(std::abs(double(f.y[y * 23 + x]) + 0.7) < 1e-5);
                CHECK(std::abs(double(f.smooth[y * 23 + x] - image(y * 23 + x, 0))) < 1e-5);
            }
    }
}

TEST_CASE("without smoothing, the gradient is the central difference, and the border pixel repeats") {
    const Shape shape{3, 4};
    const Matrix<double> image = random_images<double>(shape, 1);
    GaussianGradient<double> f{shape, 0};
    f.compute(image.data());
    const auto at = [&](Index y, Index x) {
        return image(std::clamp<Index>(y, 0, 2) * 4 + std::clamp<Index>(x, 0, 3), 0);
    };
    for (Index y = 0; y < 3; ++y)
        for (Index x = 0; x < 4; ++x) {
            CHECK(f.smooth[y * 4 + x] == at(y, x));
            CHECK(f.x[y * 4 + x] == Approx((at(y, x + 1) - at(y, x - 1)) / 2).margin(1e-15));
            CHECK(f.y[y * 4 + x] == Approx((at(y + 1, x) - at(y - 1, x)) / 2).margin(1e-15));
        }
}

TEST_CASE("a bright pixel becomes a Gaussian, with the derivative of a Gaussian") {
    const Shape shape{21, 25};
    Matrix<double> image = Matrix<double>::Zero(shape.size(), 1);
    image(10 * 25 + 12, 0) = 1;
    const double sigma = 1.7;
    GaussianGradient<double> f{shape, sigma};
    f.compute(image.data());
    for (Index y = 7; y < 14; ++y)
        for (Index x = 8; x < 17; ++x) {
            const double right = double(x) - 12, down = double(y) - 10, s2 = sigma * sigma;
            const double g =
                std::exp(-(right * right + down * down) / (2 * s2)) / (2 * 3.14159265358979 * s2);
            CHECK(std::abs(f.smooth[y * 25 + x] - g) < 3e-4);  // the Gaussian ends at three sigma
            CHECK(std::abs(f.x[y * 25 + x] + right / s2 * g) < 6e-4);
            CHECK(std::abs(f.y[y * 25 + x] + down / s2 * g) < 6e-4);
        }
    CHECK(f.x[10 * 25 + 11] > 0.01);
}

TEST_CASE("a derivative kernel has a slope of 1 for any width, also the narrowest") {
    for (const double sigma : {0.0, 1e-200, 0.1, 0.9, 32.0}) {
        const GaussianDerivativeKernel kernel{sigma};
        double slope = 0;
        for (Index d = 1; d <= kernel.radius; ++d)
            slope += 2 * double(d) * kernel.weights[static_cast<std::size_t>(d)];
        CHECK(slope == Approx(1).epsilon(1e-14));
    }
    CHECK(GaussianDerivativeKernel{0}.weights[1] == 0.5);
}

}  // namespace tests::tangent_gaussian_gradient
