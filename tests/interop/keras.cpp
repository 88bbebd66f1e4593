#include <regula/interop/keras.hpp>

#include "interop/problem.hpp"
#include "support/catch.hpp"

#include <Eigen/Cholesky>

using namespace regula;

TEST_CASE("mean squared error and l2 of Keras, by their normal equations, have our optimum") {
    // 1/(m k) sum r^2 + l2 sum w^2, of two outputs
    const test::Eight d;
    Matrix<double> z(4, 8), pay = Matrix<double>::Zero(4, 4), t(2, 8);
    z << Matrix<double>::Ones(1, 8), d.x;
    t << d.y, d.two;
    const double l2 = 0.07;
    pay.diagonal().tail(3).setConstant(l2);
    const Matrix<double> theirs = (z * z.transpose() / 16 + pay).llt().solve(z * t.transpose() / 16);
    const auto ours = test::optimum(d.x, t, 2, SquaredError{}, keras::l2(l2, keras::mean_squared_error(2)));
    CHECK((ours.head(2).transpose() - theirs.row(0)).norm() < 1e-11);
    CHECK((ours.tail(6).reshaped(3, 2) - theirs.bottomRows(3)).norm() < 1e-11);
}

TEST_CASE("binary cross-entropy and l1_l2 of Keras have our optimum") {
    // the formula written out, and its conditions of optimality where a weight is and is not zero
    const test::Eight d;
    const double l1 = 0.12, l2 = 0.03;
    const Vector<double> found = test::optimum(d.x, d.two, 1, Logistic{}, keras::l1_l2(l1, l2));
    Vector<double> g = Vector<double>::Zero(3);
    for (Index i = 0; i < 8; ++i)
        g += (1 / (1 + std::exp(-found[0] - found.tail(3).dot(d.x.col(i)))) - d.two(i)) / 8 * d.x.col(i);
    int zeros = 0;
    for (Index j = 0; j < 3; ++j) {
        const double w = found[1 + j];
        zeros += w == 0;
        CHECK((w == 0 ? std::abs(g[j]) < l1 : std::abs(g[j] + 2 * l2 * w + (w > 0 ? l1 : -l1)) < 1e-12));
    }
    CHECK(zeros == 1);
    const auto both = test::optimum(d.x, d.two, 1, Logistic{}, keras::l1(l1), keras::l2(l2));
    CHECK((both - found).norm() < 1e-11);
}

TEST_CASE("max_norm is of each unit's incoming weights, other axes are refused") {
    Matrix<double> w{{3, 0.1}, {4, 0.2}};
    keras::max_norm(2).project(w);
    CHECK((w - Matrix<double>{{1.2, 0.1}, {1.6, 0.2}}).norm() < 1e-15);
    CHECK_THROWS_WITH(keras::max_norm(2, 1),
                      "keras::max_norm: axis must be 0, the incoming weights of each unit, got 1");
    CHECK_THROWS_WITH(keras::l2(0.1, 0), "keras: loss_scale must be > 0, got 0");
    CHECK_THROWS_WITH(keras::l1(-0.1), "keras::l1: l1 must be >= 0, got -0.1");
    CHECK(keras::l1_l2(0, 0).strength == 0);
}
