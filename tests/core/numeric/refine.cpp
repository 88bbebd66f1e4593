#include <regula/core/numeric/refine.hpp>

#include <Eigen/Cholesky>

#include <limits>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("refinement takes away what an inexact factorization leaves") {
    const Matrix<double> a = Matrix<double>{{4, 1, 0.3}, {1, 3, -0.7}, {0.3, -0.7, 2}};
    const Vector<double> expected{{0.3, -1.1, 2.4}}, b = a * expected;
    Matrix<double> near = a;
    near(0, 0) *= 1.1;
    const Eigen::LLT<Matrix<double>> factor{near};
    const auto solve = [&](const auto& r) { return factor.solve(r); };
    Vector<double> x = Vector<double>::Zero(3);
    CHECK((Vector<double>{factor.solve(b)} - expected).norm() > 1e-2);
    const double off = refine(x, solve, [&](const auto& at) -> Vector<double> { return b - a * at; });
    CHECK(off < 1e-14);
    CHECK((x - expected).norm() < 1e-14);
}

TEST_CASE("refinement says where the factorization is worth nothing") {
    const Vector<double> b{{1, 2}};
    const auto residual = [&](const auto& at) -> Vector<double> { return b - at; };
    Vector<double> x = Vector<double>::Zero(2);
    CHECK(refine(
              x, [](const auto& r) -> Vector<double> { return 3 * r; }, residual) > 0.5);
    x.setZero();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(!(refine(
                x, [&](const auto& r) -> Vector<double> { return nan * r; }, residual) < 1));
    CHECK(x.isZero(0));
    const auto none = [](const auto& at) -> Vector<double> { return Vector<double>::Zero(at.size()); };
    CHECK(refine(
              x, [](const auto& r) { return r; }, none) == 0);
}
