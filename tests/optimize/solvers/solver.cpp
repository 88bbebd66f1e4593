#include <regula/optimize/solvers/solver.hpp>

#include <regula/constraint/non_negative.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("an objective comes apart into what is smooth, with its gradient, and what has a kink") {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 2});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    const auto call = [](const auto& at, auto& g, const auto&) {
        g.vector() = 3 * at.vector();
        return 1.5 * at.vector().squaredNorm();
    };
    const auto attached = pipeline(L1{0.7}, on(parameters, L2{0.2}), when(false, L1{9}),
                                   on(biases, subgradient(L1{0.4})), on(biases, NonNegative{}));
    Composite objective{theta, call, attached};
    const Vector<double> w = test::drawn(1, 8);
    Vector<double> g(8), unused(8);
    const double value = objective.smooth(w, g), pay = w.tail(2).lpNorm<1>();
    CHECK(std::abs(value - 1.6 * w.squaredNorm() - 0.4 * pay) < 1e-14);
    CHECK(std::abs(objective.kinks(w) - 0.7 * w.head(6).lpNorm<1>()) < 1e-14);
    const auto of = [&](const Matrix<double>& z) { return objective.smooth(Vector<double>{z}, unused); };
    CHECK((test::differences(w, of) - g).norm() < 1e-8);

    Vector<double> settled = w;
    objective.prox_and_project(settled, 0.5);
    CHECK((settled.head(6).array() - w.head(6).array().sign() * (w.head(6).array().abs() - 0.35).max(0))
              .abs()
              .sum() == 0);
    CHECK(settled.tail(2) == w.tail(2).cwiseMax(0));
}
