#include <regula/optimize/solvers/proximal_gradient.hpp>

#include <regula/constraint/l1_ball.hpp>
#include <regula/constraint/non_negative.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::optimize_solvers_proximal_gradient {

/// Least squares of 12 weights on 40 samples, and its gradient.
struct Problem {
    Matrix<double> x = test::drawn(1, 12, 40);
    Vector<double> t = x.transpose() * test::drawn(2, 12).cwiseMax(0) + test::drawn(3, 40);
    double operator()(const auto& w, auto& g) const {
        const Vector<double> r = x.transpose() * w - t;
        g = x * r / 40;
        return r.squaredNorm() / 80;
    }
    Vector<double> gradient(const Vector<double>& w) const {
        Vector<double> g(12);
        (*this)(w, g);
        return g;
    }
};

/// The largest violation of the lasso's conditions of optimality.
double violation(const Problem& f, const Vector<double>& w, double a) {
    const Vector<double> g = f.gradient(w);
    double worst = 0;
    for (Index i = 0; i < 12; ++i)
        worst = std::max(worst, w[i] == 0 ? std::abs(g[i]) - a : std::abs(g[i] + (w[i] > 0 ? a : -a)));
    return worst;
}

TEST_CASE(
    "the lasso fulfils its conditions of optimality: searched or known curvature, with and without "
    "momentum") {
    const Problem f;
    const double a = 0.3, top = (f.x * f.x.transpose() / 40).norm();
    int iterations[2] = {};
    for (const double curvature : {0.0, top})
        for (const bool accelerated : {false, true}) {
            Vector<double> w = test::drawn(4, 12);
            const ProximalGradient method{
                .tolerance = 1e-11, .curvature = curvature, .accelerated = accelerated};
            const Certificate found = minimize(w, f, method, L1{a});
            CAPTURE(curvature, accelerated, found.iterations, found.residual);
            CHECK(found.converged);
            CHECK(violation(f, w, a) < 1e-11);
            CHECK((w.array() == 0).count() > 2);
            CHECK((w.array() != 0).count() > 2);
            Vector<double> g(12);
            CHECK(std::abs(found.objective - f(w, g) - a * w.lpNorm<1>()) < 1e-14);
            iterations[accelerated] = found.iterations;
        }
    CHECK(iterations[true] < iterations[false]);
}

TEST_CASE("penalties see the shape of a matrix: groups, placed on blocks of parameters, smooth ones beside") {
    const Problem f;
    const auto reshaped = [&](const auto& w, auto& g) {  // f of a 4 x 3 matrix
        Vector<double> flat(12);
        const double value = f(Vector<double>{w.reshaped()}, flat);
        g = flat.reshaped(4, 3);
        return value;
    };
    Matrix<double> w = Matrix<double>::Zero(4, 3);
    const double a = 0.65, b = 0.2;
    CHECK(minimize(w, reshaped, ProximalGradient{.tolerance = 1e-12}, GroupLasso{a}, L2{b}).converged);
    const Matrix<double> g = (f.gradient(w.reshaped()) + b * w.reshaped()).reshaped(4, 3);
    int gone = 0;
    for (Index j = 0; j < 3; ++j) {
        gone += w.col(j).isZero(0);
        CHECK((w.col(j).isZero(0) ? g.col(j).norm() <= a
                                  : (g.col(j) + a * w.col(j).normalized()).norm() < 1e-11));
    }
    CHECK((gone == 1 || gone == 2));

    // a bias that pays nothing: at the minimum the loss has no slope along it
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 12, .cols = 1});
    theta.add({.role = Role::bias, .name = "b", .rows = 1, .cols = 1});
    const auto with_bias = [&](const Parameters<double>& at, Parameters<double>& slope) {
        const Vector<double> r = (f.x.transpose() * at["w"] - f.t).array() + at["b"](0, 0);
        slope["w"] = f.x * r / 40;
        slope["b"](0, 0) = r.mean();
        return r.squaredNorm() / 80;
    };
    CHECK(minimize(theta, with_bias, ProximalGradient{.tolerance = 1e-12}, L1{10}).converged);
    CHECK(theta["w"].isZero(0));
    CHECK(std::abs(theta["b"](0, 0) - f.t.mean()) < 1e-11);
}

TEST_CASE("in a set: nothing in it costs less") {
    const Problem f;
    const L1Ball ball{1.1};
    Vector<double> w = Vector<double>::Zero(12), g(12), positive = w;
    const Certificate found = minimize(w, f, ProximalGradient{.tolerance = 1e-11}, ball);
    CHECK(found.converged);
    for (std::uint64_t k = 0; k < 200; ++k) {
        Vector<double> other = w + std::pow(0.95, k) * test::drawn(10 + k, 12);
        ball.project(other);
        CHECK(f(other, g) >= found.objective - 1e-13);
    }
    CHECK(minimize(positive, f, ProximalGradient{}, NonNegative{}).converged);
    const Vector<double> slope = f.gradient(positive);
    CHECK((positive.array() > 0).any());
    CHECK((positive.array() >= 0).all());
    CHECK((slope.array() > -1e-7).all());
    CHECK(slope.cwiseProduct(positive).cwiseAbs().maxCoeff() < 1e-7);
}

TEST_CASE("a gap that the user knows is what the tolerance is held against") {
    const Problem f;
    const double a = 0.3;
    const auto gap = [&](const Vector<double>& w) {  // r scaled until it is feasible
        const Vector<double> r = f.t - f.x.transpose() * w;
        const double fit = std::min(1.0, 40 * a / (f.x * r).lpNorm<Eigen::Infinity>());
        const double dual = (f.t.squaredNorm() - (f.t - fit * r).squaredNorm()) / 80;
        return r.squaredNorm() / 80 + a * w.lpNorm<1>() - dual;
    };
    Vector<double> w = Vector<double>::Zero(12);
    const Certificate found = minimize(w, f, ProximalGradient{.tolerance = 1e-3, .gap = gap}, L1{a});
    CHECK(found.converged);
    CHECK((found.gap <= 1e-3 && found.gap == gap(w)));
    CHECK(found.residual > 1e-7);  // so it was the gap that ended it
}

TEST_CASE("float goes as far as rounding lets; what does not get there says so") {
    const Problem f;
    Vector<double> w = Vector<double>::Zero(12);
    Vector<float> single = Vector<float>::Zero(12);
    const Matrix<float> x = f.x.cast<float>();
    const auto f_float = [&](const auto& at, auto& g) {
        const Vector<float> r = x.transpose() * at - f.t.cast<float>();
        g = x * r / 40;
        return r.squaredNorm() / 80;
    };
    minimize(w, f, ProximalGradient{.tolerance = 0}, L1{0.3});
    const Certificate found = minimize(single, f_float, ProximalGradient{.tolerance = 0}, L1{0.3});
    CHECK((w - single.cast<double>()).norm() < 2e-6);
    CHECK(violation(f, w, 0.3) < 2e-15);
    CHECK(found.iterations < 100000);

    w.setOnes();
    CHECK_FALSE(minimize(w, f, ProximalGradient{.max_iterations = 3}, L1{0.3}).converged);
    const auto broken = [&](const auto& at, auto& g) {
        g = at;
        return std::nan("");
    };
    CHECK_FALSE(minimize(w, broken, ProximalGradient{}, L1{0.3}).converged);
    const auto flat = [](const auto&, auto& g) {  // not finite is not converged, however small its gradient
        g.setZero();
        return HUGE_VAL;
    };
    CHECK_FALSE(minimize(w, flat, ProximalGradient{}).converged);
    const auto lies = [](const auto& at, auto& g) {  // a gradient that points the wrong way
        g = -at;
        return at.squaredNorm() / 2;
    };
    CHECK_FALSE(minimize(w, lies, ProximalGradient{}, L1{0.3}).converged);
    CHECK_THROWS_WITH(minimize(w, f, ProximalGradient{.tolerance = -1}),
                      "ProximalGradient: tolerance must be >= 0, got -1");
}

TEMPLATE_TEST_CASE("a step that is lost in rounding is no minimum", "", float, double) {
    const double steep = sizeof(TestType) == 4 ? 1e9 : 1e17;
    const auto f = [steep](const auto& w, auto& g) {
        g[0] = static_cast<TestType>(steep * static_cast<double>(w[0] - 1));
        g[1] = w[1] - 3;
        return 0.5 * (steep * static_cast<double>((w[0] - 1) * (w[0] - 1)) +
                      static_cast<double>((w[1] - 3) * (w[1] - 3)));
    };
    Vector<TestType> w{{TestType(1.5), TestType(1)}};
    const auto found = minimize(w, f, ProximalGradient{});
    CHECK(!found.converged);
    CHECK(found.residual >= 1);  // the gradient is (0, -2)

    const auto flat = [](const auto& at, auto& g) {
        g = TestType(1e-3) * (at.array() - 3).matrix();
        return 5e-4 * static_cast<double>((at.array() - 3).square().sum());
    };
    Vector<TestType> v = Vector<TestType>::Ones(1);
    const auto given = minimize(v, flat, ProximalGradient{.curvature = 1e20});
    CHECK(!given.converged);
    CHECK(std::abs(given.residual - 2e-3) <= 1e-6);
}

}  // namespace tests::optimize_solvers_proximal_gradient
