#include <regula/core/numeric/central_differences.hpp>
#include <regula/core/numeric/deviation.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <cmath>

using namespace regula;

namespace tests::core_numeric_deviation {

TEST_CASE("matrices of any size deviate by an error that is relative to their size") {
    for (const double size : {1e-100, 1e-8, 1.0, 1e6, 1e100}) {
        const Matrix<double> a = size * test::drawn(1, 3, 4), off = (1 + 1e-5) * a, turned = -a;
        CHECK(deviation(a, a, 1e-6).empty());
        CHECK(deviation(off, a, 1.01e-5).empty());
        CHECK(deviation(off, a, 1e-6).starts_with(", relative error 1e-05"));
        CHECK(deviation(turned, a, 1e-6) == ", relative error 2");
        CHECK(deviation(off, a, 1e-6, 1e-5 * a.norm()).empty());
    }
    const Matrix<double> a = test::drawn(1, 3, 4), zero = Matrix<double>::Zero(3, 4);
    CHECK(deviation(zero, zero, 1e-6).empty());
    CHECK_FALSE(deviation(a, zero, 1e-6).empty());
    CHECK_FALSE(deviation(NAN * a, a, 1e-6).empty());
    CHECK_FALSE(deviation(a, NAN * a, 1e-6).empty());
    CHECK(deviation(a.cast<float>(), a, 1e-6).empty());
    CHECK(deviation(a.transpose(), a, 1e-6) == ", of the size 4 x 3, expected 3 x 4");
    CHECK(deviation(Matrix<double>{}, a, 1e-6) == ", of the size 0 x 0, expected 3 x 4");
}

TEST_CASE("a matrix that is not assigned, or of another shape, has a fault") {
    Matrix<double> a = test::drawn(1, 3, 4);
    CHECK(assignment_fault(a, 3, 4).empty());
    CHECK(assignment_fault(a, 4, 3) == ", of the size 3 x 4, expected 4 x 3");
    a(1, 2) = NAN;
    CHECK(assignment_fault(a, 3, 4) == ", got NaN where NaN was");
}

TEST_CASE("differences of a linear function err by rounding alone, and less than its bound") {
    for (const double size : {1e-8, 1.0, 1e6}) {
        const Matrix<double> z = test::drawn(1, 3, 4), slope = size * test::drawn(2, 3, 4);
        const auto linear = [&](const Matrix<double>& at) { return slope.cwiseProduct(at).sum(); };
        const double terms = slope.cwiseProduct(z).cwiseAbs().sum();
        const double error = (central_differences(z, linear) - slope).norm();
        CHECK(error > 0);
        CHECK(error <= rounding_of_differences(terms, 12));
        CHECK(rounding_of_differences(terms, 12) <= 1e-7 * size);
    }
}

}  // namespace tests::core_numeric_deviation
