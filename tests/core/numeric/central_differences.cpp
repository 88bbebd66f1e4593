#include <regula/core/numeric/central_differences.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_numeric_central_differences {

TEST_CASE("central differences are exact for quadratics and of second order for others") {
    Matrix<double> z(2, 3), a(2, 3);
    z << 1, -2, 0.5, 0, 3, -0.25;
    a << 2, 0.3, -1, 5, 0.1, 4;
    const auto quadratic = [&](const Matrix<double>& at) { return a.cwiseProduct(at.cwiseAbs2()).sum(); };
    CHECK((central_differences(z, quadratic) - 2 * a.cwiseProduct(z)).norm() < 1e-8);

    const auto cubic = [](const Matrix<double>& at) { return at.array().cube().sum(); };
    const Matrix<double> exact = 3 * z.cwiseAbs2();
    for (const double h : {0.1, 0.05})  // the error of a cube is h^2 in each entry
        CHECK((central_differences(z, cubic, h) - exact - Matrix<double>::Constant(2, 3, h * h)).norm() <
              1e-11);
}

}  // namespace tests::core_numeric_central_differences
