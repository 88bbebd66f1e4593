#include <regula/penalty/l21.hpp>

#include <regula/penalty/group_lasso.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/group_norms.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("L21 is the group lasso of the transpose", "", float, double) {
    for (const Index rows : {3, 64, 131}) {  // a row, a band, more than two bands
        Matrix<TestType> w = test::drawn<TestType>(1, rows, 2), g = test::drawn<TestType>(2, rows, 2);
        w.row(1).setZero();
        Matrix<TestType> wt = w.transpose(), gt = g.transpose();
        CHECK(std::abs(L21{0.7}.value(w) - GroupLasso{0.7}.value(wt)) <= 1e-6 * static_cast<double>(rows));
        L21{0.7}.add_gradient(w, g);
        GroupLasso{0.7}.add_gradient(wt, gt);
        CHECK((g.transpose() - gt).norm() <= 1e-5);
        for (const double t : {0.0, 1.3}) {
            L21{0.7}.prox(w, t);
            GroupLasso{0.7}.prox(wt, t);
            CHECK((w.transpose() - wt).norm() <= 1e-5);
            CHECK((w.transpose().array() == 0).matrix() == (wt.array() == 0).matrix());
        }
        CHECK(w.row(1).norm() == 0);
        CHECK(w.norm() > 0);
    }
}

TEST_CASE("the prox of L21 is what reweighted least squares find, without the heap") {
    Index zero_rows = 0;
    for (const double t : {0.2, 0.5, 0.8}) {
        const Matrix<double> w = test::drawn(5, 3, 2);
        Matrix<double> u = w;
        const auto before = allocations();
        L21{0.9}.prox(u, t);
        CHECK(allocations() == before);
        const auto expected =
            test::least_with_group_norms(w, t, {{0.9, {0, 3}}, {0.9, {1, 4}}, {0.9, {2, 5}}});
        CHECK((u - expected).norm() <= 1e-9);
        zero_rows += (u.rowwise().norm().array() == 0).count();
    }
    CHECK((0 < zero_rows && zero_rows < 9));
}

TEST_CASE("a row with a NaN keeps it, and the conjugate is that of the longest row") {
    Eigen::Matrix2d w;
    w << 3, 4, std::nan(""), 1;
    CHECK(std::isinf(L21{10}.conjugate(w)));
    L21{0.5}.prox(w, 2);
    CHECK(w.row(1).hasNaN());
    CHECK((w.row(0) - Eigen::RowVector2d{2.4, 3.2}).norm() <= 1e-15);
    w.row(1).setOnes();
    CHECK(L21{4.0001}.conjugate(w) == 0);
    CHECK(std::isinf(L21{3.9999}.conjugate(w)));
    CHECK_THROWS_WITH(L21{-1}.check(), "L21: strength must be >= 0, got -1");
}
