#include <regula/tangent/tangent_planes.hpp>

#include <regula/core/numeric/cholesky.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

namespace tests::tangent_tangent_planes {

/// [x Q] of an image, pixels x slots.
Matrix<double> numbers(const TangentPlanes<double>& planes, Index image) {
    return Eigen::Map<const Matrix<double>>(planes.of(image), planes.slots, planes.pixels()).transpose();
}

TEST_CASE("without a ridge, a plane has the smoothed image and an orthonormal basis of its tangents") {
    const Shape shape{9, 11, 2};
    const Matrix<double> images = random_images<double>(shape, 18);
    const TangentDistance of{.tangents = {shape, 1.1}, .ridge = 0};
    Workers workers{2};
    const TangentPlanes<double> planes{images, of, workers};
    Matrix<double> s, v;
    of.tangents.all(images, s, v);
    for (const Index j : {0, 7, 17}) {
        const Matrix<double> found = numbers(planes, j), q = found.rightCols(7);
        CHECK(found.col(0) == s.col(j));
        CHECK((q.transpose() * q).isApprox(Matrix<double>::Identity(7, 7), 1e-10));
        const auto t = v.middleCols(7 * j, 7);
        CHECK((q * (q.transpose() * t)).isApprox(t, 1e-10));
        CHECK(planes.products(j).isApprox(found.transpose() * s.col(j), 1e-12));
    }
}

TEST_CASE("with a ridge, the products with the basis solve the equations with the ridge") {
    const Shape shape{12, 9};
    const Matrix<double> images = random_images<double>(shape, 3);
    const TangentDistance of{.tangents = {shape}, .ridge = 0.4};
    Workers alone;
    const TangentPlanes<double> planes{images, of, alone};
    Matrix<double> s, v;
    of.tangents.all(images, s, v);
    const Matrix<double> u = v.middleCols(14, 7).colwise().normalized(), q = numbers(planes, 2).rightCols(7);
    Matrix<double> gram = u.transpose() * u;
    gram.diagonal().array() += 0.4;
    // U (U'U + ridge I)^-1 U' = Q Q'
    CHECK((q.transpose() * u * gram.llt().solve(u.transpose() * q))
              .isApprox(q.transpose() * (q * q.transpose()) * q, 1e-10));
    CHECK((q * q.transpose() * u * u.transpose())
              .isApprox(u * gram.llt().solve(u.transpose() * u * u.transpose()), 1e-10));
}

TEST_CASE("tangents that others span are left out, and unused slots are zero") {
    TangentPlanes<double> planes{6, 2};
    Matrix<double> t = Matrix<double>::Zero(6, 4);
    t.col(0) << 1, 2, 0, 0, 0, 1;
    t.col(1) = -3 * t.col(0);
    t.col(3) << 0, 1, 1, 0, 2, 0;
    const Vector<double> x = Vector<double>::LinSpaced(6, -1, 3);
    planes.set(1, x, t, t.colwise().norm(), 0);
    const Matrix<double> q = numbers(planes, 1).rightCols(7);
    CHECK(q.col(0).norm() == Approx(1));
    CHECK(q.col(3).norm() == Approx(1));
    for (const Index k : {1, 2, 4, 5, 6}) CHECK(q.col(k) == Vector<double>::Zero(6));
    CHECK(std::abs(q.col(0).dot(q.col(3))) < 1e-14);
}

}  // namespace tests::tangent_tangent_planes
