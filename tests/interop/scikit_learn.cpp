#include <regula/interop/scikit_learn.hpp>

#include "interop/problem.hpp"
#include "support/catch.hpp"

#include <Eigen/Cholesky>

using namespace regula;

TEST_CASE("the optimum is that which scikit-learn 1.2.1 prints, intercept first") {
    const test::Eight d;
    const SquaredError square;
    const Logistic logistic;
    using test::off;
    // Ridge(2), Lasso(.5), ElasticNet(.5, l1_ratio=.3), with tol=1e-15
    CHECK(off(test::optimum(d.x, d.y, 1, square, scikit_learn::ridge(2, 8)),
              {0.600484822088353, 1.93780988897703, -0.600743938681876, -0.28052165596638}) < 1e-12);
    CHECK(off(test::optimum(d.x, d.y, 1, square, scikit_learn::lasso(0.5)),
              {0.498859724891617, 2.21596762238529, -0.0676752952766345, 0}) < 1e-11);
    CHECK(off(test::optimum(d.x, d.y, 1, square, scikit_learn::elastic_net(0.5, 0.3)),
              {0.618696100990024, 1.74069780986821, -0.482481850375293, -0.196937603984243}) < 1e-11);
    // LogisticRegression(C=.7, penalty='l2' (newton-cg), 'l1', 'elasticnet' (saga)), with tol=1e-14
    CHECK(off(test::optimum(d.x, d.two, 1, logistic, scikit_learn::logistic_regression_l2(0.7, 8)),
              {0.400560274445721, 0.749187789756418, -0.626461118809494, 0.137986170758551}) < 1e-8);
    CHECK(off(test::optimum(d.x, d.two, 1, logistic, scikit_learn::logistic_regression_l1(0.7, 8)),
              {0.449784764841165, 0.579760203152079, -0.224341499483044, 0}) < 1e-8);
    CHECK(off(test::optimum(d.x, d.two, 1, logistic,
                            scikit_learn::logistic_regression_elastic_net(0.7, 0.4, 8)),
              {0.440354035345169, 0.665111312217519, -0.518896977241497, 0}) < 1e-8);
    // the same of three classes, whose intercepts are free up to a constant: there their sum is 0
    Vector<double> three =
        test::optimum(d.x, d.three, 3, SoftmaxCrossEntropy{}, scikit_learn::logistic_regression_l2(0.7, 8));
    three.head(3).array() -= three.head(3).mean();
    CHECK(off(three, {0.539525943681982, -0.150250821581963, -0.389275122100018, 0.0755594570586793,
                      -0.657912275670074, -0.395429279465645, -0.093856511233507, 0.663258519562694,
                      -0.349206123327013, 0.0182970541748277, -0.00534624389262026, 0.744635402792658}) <
          1e-8);
}

TEST_CASE("the optimum is where their formula, written out, has no slope") {
    // sum of squares + alpha |w|^2, by its normal equations
    const test::Eight d;
    Matrix<double> z(4, 8), pay = Matrix<double>::Zero(4, 4);
    z << Matrix<double>::Ones(1, 8), d.x;
    pay.diagonal().tail(3).setConstant(2);
    const Vector<double> theirs = (z * z.transpose() + pay).llt().solve(z * d.y.transpose());
    CHECK((test::optimum(d.x, d.y, 1, SquaredError{}, scikit_learn::ridge(2, 8)) - theirs).norm() < 1e-12);

    // alpha of SGDClassifier with log_loss: mean loss + alpha/2 |w|^2, by plain gradient steps
    const double alpha = 0.3;
    Vector<double> w = Vector<double>::Zero(4);
    for (int step = 0; step < 3000; ++step) {
        Vector<double> g = Vector<double>::Zero(4);
        for (Index i = 0; i < 8; ++i) g += (1 / (1 + std::exp(-w.dot(z.col(i)))) - d.two(i)) / 8 * z.col(i);
        g.tail(3) += alpha * w.tail(3);
        w -= 0.5 * g;
    }
    CHECK((test::optimum(d.x, d.two, 1, Logistic{}, scikit_learn::sgd_l2(alpha)) - w).norm() < 1e-10);
    CHECK(scikit_learn::sgd_l1(0.3).strength == 0.3);
    CHECK(scikit_learn::sgd_elastic_net(0.3).l1_ratio == 0.15);
}

TEST_CASE("coefficients that make no sense are refused") {
    CHECK_THROWS_WITH(scikit_learn::ridge(-1, 8), "scikit_learn::ridge: alpha must be >= 0, got -1");
    CHECK_THROWS_WITH(scikit_learn::logistic_regression_l2(0, 8),
                      "scikit_learn::logistic_regression: C must be > 0, got 0");
    CHECK_THROWS_WITH(scikit_learn::elastic_net(1, 2), "ElasticNet: l1_ratio must be in [0, 1], got 2");
}
