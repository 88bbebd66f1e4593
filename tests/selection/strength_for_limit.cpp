#include <regula/selection/strength_for_limit.hpp>

#include <regula/constraint/l1_ball.hpp>
#include <regula/linear/coordinate_descent.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/selection/strengths.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the strength that belongs to a radius: both minima are one") {
    const Dataset<double> data{.inputs = test::drawn(1, 6, 30), .targets = test::drawn(2, 1, 30)};
    const auto lasso = [&](double a) {
        return coordinate_descent(data, SquaredError{}, L1{a}, {.tolerance = 1e-14});
    };
    const double most = strength_max(data, SquaredError{}, L1{}), radius = 0.4 * lasso(0).weights.lpNorm<1>();
    const double a = strength_for_limit([&](double s) { return lasso(s).weights.lpNorm<1>(); }, radius, most);
    CHECK((a > 0 && a < most));

    // the least loss in the ball, by projected gradient steps; the intercept is that of centred data
    const Matrix<double> x = data.inputs.colwise() - data.inputs.rowwise().mean();
    const Vector<double> t = (data.targets.array() - data.targets.mean()).transpose();
    const auto f = [&](const auto& w, auto& g) {
        const Vector<double> r = x.transpose() * w - t;
        g = x * r / 30;
        return r.squaredNorm() / 60;
    };
    Vector<double> w = Vector<double>::Zero(6);
    CHECK(minimize(w, f, ProximalGradient{.tolerance = 1e-12}, L1Ball{radius}).converged);
    CHECK((w - lasso(a).weights).norm() < 1e-8);
}

TEST_CASE("a known curve is inverted; a limit that holds needs no penalty, one below all is refused") {
    const auto ridge = [](double a) { return 3 / (1 + a) + 1e-4 / (1e-6 + a); };
    for (const double limit : {0.01, 0.7, 2.9, 50.0}) {
        const double a = strength_for_limit(ridge, limit, 1e4, 1e-12);
        CHECK(std::abs(ridge(a) - limit) <= 1e-12 * limit);
    }
    CHECK(strength_for_limit(ridge, 200, 1e4) == 0);
    const auto steps = [](double a) {
        return a < 0.3 ? 2.0 : 1.0;
    };  // a jump, as of penalties that are not convex
    CHECK(std::abs(strength_for_limit(steps, 1.5, 1) - 0.3) < 1e-14);
    CHECK_THROWS_WITH(
        strength_for_limit(ridge, 1e-5, 1),
        Catch::Matchers::StartsWith("strength_for_limit: at the strength 1 the size is still 1.50"));
    CHECK_THROWS_WITH(strength_for_limit(ridge, -1, 1), "strength_for_limit: limit must be >= 0, got -1");
}
