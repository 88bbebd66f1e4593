#include <regula/penalty/l2_norm.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/group_norms.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the L2 norm shortens a block by its step, or removes it", "", float, double) {
    Matrix<TestType> w(1, 2), g = Matrix<TestType>::Zero(1, 2);
    w << 3, -4;
    const Matrix<TestType> before = w;
    CHECK(L2Norm{0.5}.value(w) == 2.5);
    L2Norm{0.5}.add_gradient(w, g);
    CHECK((g - before / 10).norm() <= 1e-7);
    L2Norm{0.5}.prox(w, 2);
    CHECK((w - TestType(0.8) * before).norm() <= 1e-6);
    L2Norm{0.5}.prox(w, 8.001);  // 4 is left
    CHECK(w.cwiseAbs().sum() == 0);
    g.setZero();
    L2Norm{0.5}.add_gradient(w, g);
    CHECK(g.cwiseAbs().sum() == 0);
}

TEST_CASE("the prox of the L2 norm is what reweighted least squares find") {
    for (const double t : {0.1, 1.0, 4.0}) {
        const Matrix<double> w = test::drawn(3, 3, 2);
        Matrix<double> u = w;
        const auto before = allocations();
        L2Norm{0.7}.prox(u, t);
        CHECK(allocations() == before);
        CHECK((u - test::least_with_group_norms(w, t, {{0.7, {0, 1, 2, 3, 4, 5}}})).norm() <= 1e-9);
        CHECK((u.norm() == 0) == (t == 4));
    }
}

TEST_CASE("the conjugate of the L2 norm is zero in a ball and infinite beyond") {
    const Eigen::Vector2f y{3, 4};
    CHECK(L2Norm{5}.conjugate(y) == 0);
    CHECK(L2Norm{4.999}.conjugate(y) == std::numeric_limits<double>::infinity());
    CHECK_THROWS_WITH(L2Norm{-1}.check(), "L2Norm: strength must be >= 0, got -1");
}
