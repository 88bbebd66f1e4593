#include <regula/penalty/nuclear_norm.hpp>

#include "support/catch.hpp"
#include "support/known_svd.hpp"

#include <Eigen/LU>

using namespace regula;

TEMPLATE_TEST_CASE("the nuclear norm thresholds singular values, of tall and of wide blocks", "", float,
                   double) {
    const double most = std::is_same_v<TestType, float> ? 1e-5 : 1e-10;
    for (const Index rows : {3, 5, 8}) {
        const auto made_of = test::matrix_with_singular_values(1, rows, 5);
        Vector<double> s = Eigen::VectorXd::LinSpaced(std::min<Index>(rows, 5), 3, 0.5);
        Matrix<TestType> w = made_of(s).cast<TestType>(), g = Matrix<TestType>::Ones(rows, 5);
        CHECK(std::abs(NuclearNorm{0.7}.value(w) - 0.7 * s.sum()) <= most);
        NuclearNorm{0.7}.add_gradient(w, g);
        CHECK(((g.array() - 1).matrix().template cast<double>() - 0.7 * made_of(0 * s.array() + 1)).norm() <=
              most);
        Matrix<TestType> around = Matrix<TestType>::Ones(rows + 2, 7);
        auto inside = around.block(1, 1, rows, 5);
        inside = w;
        NuclearNorm{0.7}.prox(inside, 2);
        s = (s.array() - 1.4).max(0);
        CHECK((inside.template cast<double>() - made_of(s)).norm() <= most);
        CHECK((singular_values(inside).array() > 1e-6).count() == (s.array() > 0).count());
        NuclearNorm{0.7}.prox(w, 4.3);
        CHECK(w.cwiseAbs().sum() == 0);
        g.setZero();
        NuclearNorm{0.7}.add_gradient(w, g);
        CHECK(g.cwiseAbs().sum() == 0);
    }
}

TEST_CASE("the prox of the nuclear norm is the best product of two factors that pay for their squares") {
    // |u|_* is the least (|a|^2 + |b|^2) / 2 with u = ab': one factor after the other, each a ridge
    // regression.
    const Matrix<double> w = test::drawn(2, 4, 3);
    const double t = 0.9;
    Matrix<double> a = test::drawn(3, 4, 3), b = test::drawn(4, 3, 3);
    const Matrix<double> ridge = t * Matrix<double>::Identity(3, 3);
    for (int i = 0; i < 20000; ++i) {
        a = w * b * (b.transpose() * b + ridge).inverse();
        b = w.transpose() * a * (a.transpose() * a + ridge).inverse();
    }
    Matrix<double> u = w;
    NuclearNorm{0.5}.prox(u, t / 0.5);
    CHECK((u - a * b.transpose()).norm() <= 1e-8);
    CHECK((singular_values(u).array() < 1e-12).count() == 1);
    // What it took away is a subgradient: in the dual ball, and aligned with u.
    const Matrix<double> y = (w - u) / (t / 0.5);
    CHECK(std::abs(y.cwiseProduct(u).sum() - NuclearNorm{0.5}.value(u)) <= 1e-13);
    CHECK(NuclearNorm{0.5}.conjugate((1 - 1e-12) * y) == 0);
    CHECK(std::isinf(NuclearNorm{0.5}.conjugate((1 + 1e-12) * y)));
}

TEST_CASE("the nuclear norm hides no NaN and refuses a negative strength") {
    Matrix<float> w = Matrix<float>::Ones(3, 2);
    w(2, 1) = std::nanf("");
    CHECK(std::isnan(NuclearNorm{1}.value(w)));
    CHECK(std::isinf(NuclearNorm{1}.conjugate(w)));
    NuclearNorm{1}.prox(w, 0.1);
    CHECK(w.hasNaN());
    CHECK_THROWS_WITH(NuclearNorm{-1}.check(), "NuclearNorm: strength must be >= 0, got -1");
}
