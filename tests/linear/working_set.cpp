#include <regula/linear/working_set.hpp>

#include <Eigen/LU>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE(
    "the second derivatives of a working set are those with the best intercept, as features are added") {
    const Index m = 9, k = 2;
    Matrix<double> x = test::drawn(1, 5, m);
    x.array() += 0.4;
    x(3, 2) = x(1, 1) = 0;
    const Eigen::SparseMatrix<double> sparse = x.sparseView();
    Matrix<double> curves(m, k * k);
    for (Index i = 0; i < m; ++i) {
        const Matrix<double> root = test::drawn(static_cast<std::uint64_t>(i) + 5, k, k);
        curves.row(i) = Matrix<double>{root * root.transpose()}.reshaped().transpose();
    }
    for (const Design& design : {Design{x}, Design{sparse}})
        for (const bool intercept : {false, true}) {
            const Columns columns{design, intercept};
            WorkingSet set{columns, k, intercept};
            set.add({3});
            const Matrix<double> inverse = curves.colwise().sum().reshaped(k, k).inverse();
            set.set_curvature(curves, inverse);
            set.add({0, 4});
            // the whole matrix, the intercepts behind the weights, and those minimised out
            Matrix<double> one(4, m), h = Matrix<double>::Zero(4 * k, 4 * k);
            one << x.row(3), x.row(0), x.row(4), Matrix<double>::Ones(1, m);
            for (Index i = 0; i < m; ++i)
                for (Index a = 0; a < 4; ++a)
                    for (Index b = 0; b < 4; ++b)
                        h.block(a * k, b * k, k, k) += one(a, i) * one(b, i) * curves.row(i).reshaped(k, k);
            Matrix<double> expected = h.topLeftCorner(3 * k, 3 * k);
            if (intercept)
                expected -= h.topRightCorner(3 * k, k) * h.bottomRightCorner(k, k).inverse() *
                            h.bottomLeftCorner(k, 3 * k);
            CAPTURE(intercept, design.is_sparse());
            CHECK((set.hessian() - expected).norm() < 1e-11 * expected.norm());
            const Matrix<double> w = test::drawn(2, 3, 2);
            Matrix<double> all = Matrix<double>::Zero(5, 2);
            for (Index a = 0; a < 3; ++a) all.row(set.features()[static_cast<std::size_t>(a)]) = w.row(a);
            CHECK((set.times(w) - columns.times(all)).norm() < 1e-13);
            CHECK(set.contains(4));
            CHECK_FALSE(set.contains(1));
        }
}

TEST_CASE("the root of the second derivatives of one output, as features are added") {
    Matrix<double> x = test::drawn(1, 5, 9);
    x.array() += 0.4;
    const Design design{x};
    for (const bool intercept : {false, true}) {
        const Columns columns{design, intercept};
        WorkingSet set{columns, 1, intercept};
        const Matrix<double> curves = test::drawn(2, 9, 1).cwiseAbs(),
                             flat = Matrix<double>::Constant(1, 1, 0.3);
        set.add({3});
        set.set_curvature(curves, Matrix<double>::Constant(1, 1, 1 / curves.sum()));
        CHECK((set.root().leftCols(1).squaredNorm() - set.hessian()(0, 0)) < 1e-14);
        set.add({0, 4});
        const auto root = [&] { return Matrix<double>{set.root().leftCols(3)}; };
        CHECK((root().transpose() * root() - set.hessian()).norm() < 1e-13);
        set.set_curvature(flat, Matrix<double>::Constant(1, 1, 1 / (9 * 0.3)));
        CHECK((root().transpose() * root() - set.hessian()).norm() < 1e-13);
        CHECK(set.hessian().norm() > 0.1);
    }
}
