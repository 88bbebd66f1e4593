#include <regula/core/svd.hpp>

#include "support/catch.hpp"
#include "support/known_svd.hpp"

using namespace regula;

TEST_CASE("the decomposition of a matrix has the singular values that it was made of") {
    struct Shape {
        Index rows, cols;
    };
    const Vector<double> spread =
        Vector<double>::LinSpaced(12, 0, -11).unaryExpr([](double e) { return std::pow(10.0, e); });
    for (const auto& [rows, cols] : {Shape{20, 12}, Shape{12, 30}, Shape{12, 12}, Shape{7, 1}, Shape{1, 7}}) {
        const Index n = std::min(rows, cols);
        const auto made_of = test::matrix_with_singular_values(1, rows, cols);
        Vector<double> twins = spread.head(n), few = Vector<double>::Zero(n);
        twins.setOnes();
        few.head((n + 1) / 2).setConstant(3);
        few(0) = 5;
        for (const Vector<double>& s :
             {Vector<double>{spread.head(n)}, twins, few, Vector<double>{0 * few}}) {
            const Matrix<double> w = made_of(s);
            const Svd parts = svd(w);
            CHECK((parts.s - s).norm() <= 1e-14 * (1 + s(0)));
            CHECK((parts.with(parts.s) - w).norm() <= 1e-13 * (1 + s(0)));
            // Orthonormal, but for columns of zeros where a singular value is.
            const Matrix<double> u = parts.u.transpose() * parts.u, v = parts.v.transpose() * parts.v;
            for (Index k = 0; k < n; ++k)
                if (s(k) > 0) {
                    CHECK((u.col(k) - Matrix<double>::Identity(n, n).col(k)).norm() <= 1e-13);
                    CHECK((v.col(k) - Matrix<double>::Identity(n, n).col(k)).norm() <= 1e-13);
                }
        }
    }
}

TEST_CASE("columns of very different lengths have all their singular values to rounding accuracy") {
    const Matrix<double> w = test::orthonormal(1, 6, 3) * Eigen::Vector3d{1, 1e-8, 1e-15}.asDiagonal();
    CHECK((svd(w).s.array() / Eigen::Array3d{1, 1e-8, 1e-15} - 1).abs().maxCoeff() <= 1e-14);
}

TEST_CASE("the decomposition of floats is that of doubles, and that of a NaN is NaN") {
    Matrix<float> w = test::drawn<float>(3, 4, 3);
    CHECK(svd(w).s == svd(Matrix<double>{w.cast<double>()}).s);
    w(2, 1) = std::numeric_limits<float>::infinity();
    const Svd parts = svd(w);
    CHECK(parts.s.array().isNaN().all());
    CHECK(parts.with(parts.s).array().isNaN().all());
}
