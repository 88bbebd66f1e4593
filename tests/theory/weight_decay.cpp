#include <regula/theory/weight_decay.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_weight_decay {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using theory::relative;
using theory::weight_decay_minimum;

TEST_CASE("training with L2 ends where the closed form says, for a dense Hessian of condition 1e4") {
    const auto q = test::with_eigenvalues(test::eigenvalues(12, 1e4));
    const double a = 2e-5, low = std::sqrt(1e-4 + a), high = std::sqrt(1 + a);
    const double m = (high - low) / (high + low);
    Vector<double> w = Vector<double>::Zero(12);
    minimize(w, q, Sgd{.learning_rate = 4 / ((low + high) * (low + high)), .momentum = m * m, .epochs = 4000},
             L2{a});
    const double error = relative(w, weight_decay_minimum(q, a));
    CAPTURE(error);
    CHECK(error < 1e-10);
    CHECK(relative(w, weight_decay_minimum(q, 1.01 * a)) > 1e-4);
    CHECK((w.array() != 0).all());  // L2 never makes a zero
}

TEST_CASE("weight decay shrinks each eigenvector by l / (l + a), at any strength") {
    const auto l = test::eigenvalues(6, 1e6);
    const auto q = test::with_eigenvalues(l);
    const Matrix<double> axes = test::orthogonal(1, 6);
    for (const double a : {1e-12, 1e-7, 1e-3, 1.0, 1e5, 1e12}) {
        const Vector<double> shrunk = l.array() / (l.array() + a) * (axes.transpose() * q.minimum).array();
        const double error = relative(weight_decay_minimum(q, a), axes * shrunk);
        CAPTURE(a, error);
        CHECK(error < 1e-10);  // H itself is known to 1e-16, so its smallest eigenvalue to 1e-10
    }
}

TEST_CASE("weight decay fulfils the conditions of optimality where the Hessian is singular, too") {
    Vector<double> l = test::eigenvalues(5, 10);
    l[0] = 0;
    const auto q = test::with_eigenvalues(l);
    for (const double a : {1e-8, 0.1, 100.0}) {
        const auto w = weight_decay_minimum(q, a);
        CHECK((q.hessian * (w - q.minimum) + a * w).norm() <= 1e-15 * (1 + a) * 10);
    }
    CHECK(weight_decay_minimum(q, 0) == q.minimum);
}

TEST_CASE("a strength for each weight: the one that is not penalised is minimised over") {
    const auto q = test::with_eigenvalues(test::eigenvalues(3, 20));
    const Vector<double> a{{0.3, 0, 2}};
    const auto w = weight_decay_minimum(q, a);
    const Vector<double> g = q.hessian * (w - q.minimum) + a.cwiseProduct(w);
    CHECK(g.norm() < 1e-15);
    CHECK_THAT((q.hessian * (w - q.minimum))[1], WithinAbs(0, 1e-15));
}

TEST_CASE("a quadratic with weight decay in it has the value and the minimum of the sum") {
    const auto q = test::with_eigenvalues(test::eigenvalues(4, 50));
    const auto sum = theory::with_weight_decay(q, 0.3);
    const Vector<double> w = test::drawn(3, 4);
    CHECK_THAT(sum.value(w), WithinRel(q.value(w) + 0.15 * w.squaredNorm(), 1e-13));
    CHECK(relative(weight_decay_minimum(q, 0.5), weight_decay_minimum(sum, 0.2)) < 1e-13);
}

TEST_CASE("the effective number of parameters is a sum over eigenvalues, and the trace of the hat matrix") {
    const auto l = test::eigenvalues(7, 1e3);
    CHECK_THAT(theory::effective_parameters(test::with_eigenvalues(l), 0.04),
               WithinRel((l.array() / (l.array() + 0.04)).sum(), 1e-12));
    const Matrix<double> x = test::drawn(1, 3, 10);
    const theory::Quadratic q{x * x.transpose() / 10, test::drawn(2, 3)};
    const Matrix<double> normal = x * x.transpose() + 10 * 0.2 * Matrix<double>::Identity(3, 3),
                         hat = x.transpose() * normal.llt().solve(x);
    CHECK_THAT(theory::effective_parameters(q, 0.2), WithinRel(hat.trace(), 1e-12));
}

TEST_CASE("weight decay refuses negative strengths") {
    const auto q = test::with_eigenvalues(test::eigenvalues(2, 2));
    CHECK_THROWS_WITH(weight_decay_minimum(q, -0.1),
                      "weight_decay_minimum: every strength must be >= 0, got -0.1");
    CHECK_THROWS_WITH(weight_decay_minimum(q, Vector<double>::Ones(3)),
                      "weight_decay_minimum: needs a strength for each of the 2 weights, got 3");
    CHECK_THROWS_AS(theory::effective_parameters(q, 0), std::invalid_argument);
}

}  // namespace tests::theory_weight_decay
