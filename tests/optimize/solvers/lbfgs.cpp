#include <regula/optimize/solvers/lbfgs.hpp>

#include <regula/loss/logistic.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/towards.hpp>

#include <Eigen/Cholesky>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("L-BFGS finds the end of Rosenbrock's valley") {
    Vector<double> w{{-1.2, 1.0, -1.2, 1.0, 0.7}};
    const auto valley = [](const auto& x, auto& g) {
        double value = 0;
        g.setZero();
        for (Index i = 0; i + 1 < x.size(); ++i) {
            const double across = x[i + 1] - x[i] * x[i], along = 1 - x[i];
            value += 100 * across * across + along * along;
            g[i] += -400 * across * x[i] - 2 * along;
            g[i + 1] += 200 * across;
        }
        return value;
    };
    const Certificate found = minimize(w, valley, Lbfgs{.tolerance = 1e-10});
    CHECK(found.converged);
    CHECK(found.residual <= 1e-10);
    CHECK(found.iterations < 100);
    CHECK((w - Vector<double>::Ones(5)).norm() < 1e-10);
}

TEST_CASE("L-BFGS solves quadratics of condition 1e6, with a penalty where H + aI says, on matrices") {
    const Index n = 30;
    const Vector<double> h = Vector<double>::LinSpaced(n, -std::log(1e6), 0).array().exp();
    const Vector<double> goal = test::drawn(1, n);
    const auto f = [&](const auto& w, auto& g) {
        g = h.cwiseProduct(w - goal);
        return 0.5 * (w - goal).dot(g);
    };
    Vector<double> w = Vector<double>::Zero(n);
    const Certificate found = minimize(w, f, Lbfgs{.tolerance = 1e-11});
    CHECK(found.converged);
    CHECK((h.cwiseProduct(w - goal)).norm() <= 1e-11);
    Vector<double> again = Vector<double>::Zero(n);
    const Certificate with_more = minimize(again, f, Lbfgs{.tolerance = 1e-11, .memory = 30});
    CHECK(with_more.converged);
    CHECK(with_more.iterations < found.iterations / 2);

    Vector<double> decayed = Vector<double>::Zero(n);
    CHECK(minimize(decayed, f, Lbfgs{.tolerance = 1e-12}, L2{0.01}).converged);
    CHECK((decayed.array() - h.array() * goal.array() / (h.array() + 0.01)).matrix().norm() < 1e-9);

    // the penalty sees a matrix as a matrix
    Matrix<double> block = Matrix<double>::Zero(3, 2);
    const Matrix<double> other = test::drawn(2, 3, 2);
    const auto flat = [](const auto& at, auto& g) {
        g = at;
        return 0.5 * at.squaredNorm();
    };
    CHECK(minimize(block, flat, Lbfgs{}, Towards{.strength = 3, .point = other}).converged);
    CHECK((block - 0.75 * other).norm() < 1e-8);
}

TEST_CASE("logistic regression by L-BFGS is that of Newton") {
    const Matrix<double> x = test::drawn(3, 4, 60);
    Matrix<double> t = (x.row(0) - 0.5 * x.row(2) + test::drawn(4, 1, 60)).array().sign().matrix();
    t.array() = (t.array() + 1) / 2;
    const Logistic loss;
    Matrix<double> dy;
    const auto f = [&](const auto& w, auto& g) {
        const Matrix<double> y = w.transpose() * x;
        loss.gradient(y, t, dy);
        g = x * dy.transpose();
        return loss.value(y, t);
    };
    Vector<double> newton = Vector<double>::Zero(4), g(4);
    for (int step = 0; step < 30; ++step) {
        f(newton, g);
        const Vector<double> p = (1 + (-(newton.transpose() * x).array()).exp()).inverse().transpose();
        const Matrix<double> h = x * (p.array() * (1 - p.array())).matrix().asDiagonal() * x.transpose() / 60;
        newton -= (h + 0.01 * Matrix<double>::Identity(4, 4)).llt().solve(g + 0.01 * newton);
    }
    Vector<double> w = Vector<double>::Zero(4);
    const Certificate found = minimize(w, f, Lbfgs{.tolerance = 1e-12}, L2{0.01});
    CHECK(found.converged);
    CHECK((w - newton).norm() < 1e-10);
    CHECK(std::abs(found.objective - f(newton, g) - 0.005 * newton.squaredNorm()) < 1e-14);
}

TEST_CASE(
    "L-BFGS goes as far as rounding lets, in float and double, on curves that are flat and straight too") {
    const auto huber = [](const auto& w, auto& g) {  // straight where far, round where near
        g = w.array().max(-0.1f).min(0.1f).matrix();
        return 1000 + static_cast<double>((g.array() * (w.array() - g.array() / 2)).sum());
    };
    Vector<double> w = 50 * test::drawn(5, 6);
    CHECK(minimize(w, huber, Lbfgs{}).converged);
    CHECK(w.norm() < 1e-7);
    Vector<float> single = 50 * test::drawn<float>(6, 6);
    const Certificate found = minimize(single, huber, Lbfgs{.tolerance = 0, .max_iterations = 500});
    CHECK(found.residual < 1e-5);
    CHECK(single.norm() < 1e-5f);
}

TEST_CASE("L-BFGS starts where it is told to end, and says when it did not get there") {
    const auto bowl = [](const auto& w, auto& g) {
        g = w;
        return 0.5 * w.squaredNorm();
    };
    Vector<double> w = Vector<double>::Zero(3);
    CHECK(minimize(w, bowl, Lbfgs{}).iterations == 0);
    w.setOnes();
    const Certificate early = minimize(w, bowl, Lbfgs{.max_iterations = 0});
    CHECK_FALSE(early.converged);
    CHECK(early.residual == std::sqrt(3.0));
    const auto nan = [](const auto& at, auto& g) {
        g = at;
        return std::nan("");
    };
    CHECK_FALSE(minimize(w, nan, Lbfgs{}).converged);
    CHECK(w == Vector<double>::Ones(3));
    const auto flat = [](const auto&, auto& g) {  // not finite is not converged, however small its gradient
        g.setZero();
        return HUGE_VAL;
    };
    CHECK_FALSE(minimize(w, flat, Lbfgs{}).converged);
    CHECK_THROWS_WITH(minimize(w, bowl, Lbfgs{.memory = 0}), "Lbfgs: memory must be >= 1, got 0");
    CHECK_THROWS_WITH(minimize(w, bowl, Lbfgs{}, L2{-1}), "L2: strength must be >= 0, got -1");
    w[1] = std::nan("");
    CHECK_THROWS_WITH(minimize(w, bowl, Lbfgs{}), "minimize: every parameter must be finite at the start");
}

TEST_CASE("a gradient whose squares overflow or underflow is as long as it is") {
    const auto f = [](const auto& w, auto& g) {
        g = w;
        return 0.5 * w.template cast<double>().squaredNorm();
    };
    Vector<float> large{{1e20F, 3e20F}}, small{{1e-25F, 3e-25F}};
    const auto far = minimize(large, f, Lbfgs{.max_iterations = 0});
    CHECK(std::abs(far.residual / 3.1622776e20 - 1) <= 1e-6);
    CHECK(!far.converged);
    const auto stayed = minimize(small, f, Lbfgs{.tolerance = 0, .max_iterations = 0});
    CHECK(std::abs(stayed.residual / 3.1622776e-25 - 1) <= 1e-6);
    CHECK(!stayed.converged);
}
