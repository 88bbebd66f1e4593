#include <regula/tangent/low_frequencies.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::tangent_low_frequencies {

TEST_CASE("all frequencies of an image keep its length, and fewer never make it longer") {
    const Shape image{5, 8, 2};
    const Matrix<double> x = test::drawn(3, image.size(), 4);
    const LowFrequencies all{image, 8}, few{image, 3};
    CHECK(all.size() == 80);
    CHECK(few.size() == 18);
    CHECK((all.of(x).transpose() * all.of(x)).isApprox(x.transpose() * x, 1e-13));
    for (Index j = 0; j < 4; ++j) CHECK(few.of(x).col(j).norm() < x.col(j).norm());
}

TEST_CASE("low frequencies keep a slow wave, and lose a fast one") {
    const Shape image{12, 9};
    Matrix<double> x(108, 2);
    for (Index i = 0; i < 108; ++i) {
        x(i, 0) = std::cos(3.14159265358979 * 2 * (double(i / 9) + 0.5) / 12);
        x(i, 1) = std::cos(3.14159265358979 * 7 * (double(i % 9) + 0.5) / 9);
    }
    const Matrix<double> found = LowFrequencies{image, 4}.of(x);
    CHECK(found.col(0).norm() == Approx(x.col(0).norm()));
    CHECK(found.col(1).norm() < 1e-12);
    CHECK_THROWS_WITH((LowFrequencies{image, 0}), "LowFrequencies: frequencies must be >= 1, got 0");
}

}  // namespace tests::tangent_low_frequencies
