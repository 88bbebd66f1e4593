#include <regula/penalty/l_infinity.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the maximum norm pulls the largest weights down to a common size", "", float, double) {
    Matrix<TestType> w(2, 3), g = Matrix<TestType>::Zero(2, 3), expected(2, 3);
    w << 1, -4, 0.5, 3, 2, -1;
    expected << 1, -2.5, 0.5, 2.5, 2, -1;  // 1.5 + 0.5 = ta
    CHECK(LInfinity{0.5}.value(w) == 2);
    LInfinity{0.5}.add_gradient(w, g);
    CHECK(g(0, 1) == -0.5);
    CHECK(g.cwiseAbs().sum() == 0.5);
    LInfinity{0.5}.prox(w, 4);
    CHECK((w - expected).norm() <= 1e-6);
    LInfinity{0.5}.prox(w, 2 * 9.6);  // |w|_1 is 9.5
    CHECK(w.norm() == 0);
    LInfinity{0.5}.add_gradient(w, g);
    CHECK(g.cwiseAbs().sum() == 0.5);
}

TEST_CASE("the prox of the maximum norm is the level that bisection finds") {
    for (const double t : {0.01, 0.3, 2.0, 7.0}) {
        const Matrix<double> w = test::drawn(2, 4, 3);
        double low = 0, high = w.cwiseAbs().maxCoeff();
        for (int i = 0; i < 100; ++i) {
            const double level = (low + high) / 2;
            ((w.array().abs() - level).max(0).sum() > 0.7 * t ? low : high) = level;
        }
        Matrix<double> u = w;
        LInfinity{0.7}.prox(u, t);
        CHECK((u.array() - w.array().max(-low).min(low)).matrix().norm() <= 1e-14);
        // What it took away is a subgradient: of dual norm a, and aligned with u.
        const Matrix<double> y = (w - u) / t;
        CHECK(std::abs(y.cwiseAbs().sum() - 0.7) <= 1e-13);
        CHECK(std::abs(y.cwiseProduct(u).sum() - LInfinity{0.7}.value(u)) <= 1e-13);
        CHECK(LInfinity{0.7}.conjugate((1 - 1e-12) * y) == 0);
        CHECK(std::isinf(LInfinity{0.7}.conjugate((1 + 1e-12) * y)));
    }
}

TEST_CASE("the maximum norm hides no NaN and refuses a negative strength") {
    Eigen::Vector3d w{1, std::nan(""), 2}, g{0, 0, 0};
    CHECK(std::isnan(LInfinity{1}.value(w)));
    LInfinity{1}.add_gradient(w, g);
    CHECK(g.hasNaN());
    LInfinity{1}.prox(w, 0.1);
    CHECK(w.hasNaN());
    CHECK_THROWS_WITH(LInfinity{-1}.check(), "LInfinity: strength must be >= 0, got -1");
}
