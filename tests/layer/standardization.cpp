#include <regula/layer/standardization.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_standardization {

using One = Standardization<double>;
constexpr double epsilon = 0.3;

Matrix<double> standardized(const Matrix<double>& x) {
    const One by = One::of(x, epsilon);
    return by.inverse * (x.array() - by.mean).matrix();
}

TEST_CASE("standardised numbers have mean 0, and variance 1 but for epsilon") {
    const Matrix<double> x = test::drawn(1, 3, 5).array() * 2 + 7;
    const One by = One::of(x, 0);
    const Matrix<double> z = by.inverse * (x.array() - by.mean).matrix();
    CHECK(std::abs(z.mean()) < 1e-14);
    CHECK(std::abs(z.squaredNorm() / 15 - 1) < 1e-14);
}

TEST_CASE("the Jacobian and its derivative agree with differences, whether the statistics move or not") {
    const Matrix<double> x = test::drawn(1, 3, 5), u = test::drawn(2, 3, 5), v = test::drawn(3, 3, 5);
    const One by = One::of(x, epsilon), fixed = One::given(0.4, 1.7, epsilon);
    Matrix<double> out(3, 5), dx = Matrix<double>::Zero(3, 5);
    by.apply_jacobian(x, u, out);
    const Matrix<double> expected = test::differences(
        x, [&](const Matrix<double>& at) { return standardized(at).cwiseProduct(u).sum(); });
    CHECK((out - expected).norm() < 1e-8 * expected.norm());

    by.add_curvature(x, u, v, dx);
    const Matrix<double> slope = test::differences(x, [&](const Matrix<double>& at) {
        Matrix<double> to(3, 5);
        One::of(at, epsilon).apply_jacobian(at, v, to);
        return to.cwiseProduct(u).sum();
    });
    CHECK((dx - slope).norm() < 1e-8 * slope.norm());

    fixed.apply_jacobian(x, u, out);
    CHECK((out - u / std::sqrt(2.0)).norm() < 1e-14);
    dx.setZero();
    fixed.add_curvature(x, u, v, dx);
    CHECK(dx.isZero(0));
}

TEST_CASE("a single number is standardised to 0") {
    const Matrix<double> x{{3}};
    Matrix<double> out(1, 1);
    One::of(x, epsilon).apply_jacobian(x, Matrix<double>{{5}}, out);
    CHECK(out(0, 0) == 0);
    CHECK(standardized(x)(0, 0) == 0);
}

}  // namespace tests::layer_standardization
