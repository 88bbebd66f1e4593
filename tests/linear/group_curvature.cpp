#include <regula/linear/group_curvature.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the gradient by the second derivatives and by residuals is that of the quadratic") {
    const Matrix<double> root = test::drawn(1, 8, 5), h = root.transpose() * root;
    const Matrix<double> start = test::drawn(2, 5, 2);
    ByHessian by_hessian{h, start};
    ByResidual by_residual{root, start};
    Matrix<double> moved = Matrix<double>::Zero(5, 2);
    const Variables near{{1, 2, 3}, 5}, apart{{0, 4, 6}, 5}, across{{4, 5}, 5};
    CHECK(near.adjacent);
    CHECK_FALSE(apart.adjacent);
    CHECK_FALSE(across.adjacent);
    for (const Variables& which : {near, apart, across}) {
        const Vector<double> d = test::drawn(3, which.size());
        const Matrix<double> before = moved, from = by_hessian.state(), others = by_residual.state();
        by_hessian.move(which, d);
        by_residual.move(which, d);
        which.put(which.of(moved) + d, moved);
        const Matrix<double> gradient = start + h * moved;
        for (const Variables& other : {near, apart, across}) {
            Vector<double> a, b;
            by_hessian.slope(other, a);
            by_residual.slope(other, b);
            CHECK((a - other.of(gradient)).norm() < 1e-13);
            CHECK((b - other.of(gradient)).norm() < 1e-13);
        }
        const Matrix<double> by = moved - before, middle = start + h * (before + moved) / 2;
        const double change = middle.cwiseProduct(by).sum();
        CHECK(std::abs(by_hessian.change(by, from) - change) < 1e-13);
        CHECK(std::abs(by_residual.change(by, others) - change) < 1e-13);
    }
    CHECK(by_hessian.start() == start);
    CHECK(by_residual.start() == start);
    CHECK((by_hessian.block(near) - h.block(1, 1, 3, 3)).norm() == 0);
    CHECK((by_residual.block(near) - h.block(1, 1, 3, 3)).norm() < 1e-14);
    const Matrix<double> of_two{{h(4, 4), 0}, {0, h(0, 0)}};  // of two columns
    CHECK(by_hessian.block(across) == of_two);
    CHECK((by_residual.block(across) - of_two).norm() < 1e-14);
}
