#include <regula/tangent/orthonormalize.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::tangent_orthonormalize {

double error(const Matrix<double>& q) {
    return (q.transpose() * q - Matrix<double>::Identity(q.cols(), q.cols())).norm();
}

TEST_CASE("orthonormal columns span what the first columns spanned") {
    const Matrix<double> v = test::drawn(1, 7, 4);
    Matrix<double> q = v;
    orthonormalize(q);
    CHECK(error(q) < 1e-14);
    for (Index k = 0; k < 4; ++k) {
        const auto first = q.leftCols(k + 1);
        CHECK((v.col(k) - first * (first.transpose() * v.col(k))).norm() < 1e-14);
        CHECK(q.col(k).dot(v.col(k)) > 0);
    }
}

TEST_CASE(
    "nearly dependent, dependent and zero columns, and columns of any scale, are replaced or kept exactly") {
    Matrix<double> v = test::drawn(1, 6, 6);
    v.col(1) = v.col(0) + 1e-9 * v.col(1);
    v.col(2) = 3 * v.col(0);
    v.col(3).setZero();
    v.col(4) *= 1e100;
    v.col(5) *= 1e-100;
    orthonormalize(v);
    CHECK(error(v) < 1e-13);
    Matrix<double> none = Matrix<double>::Zero(3, 3);
    orthonormalize(none);
    CHECK(error(none) < 1e-15);
}

}  // namespace tests::tangent_orthonormalize
