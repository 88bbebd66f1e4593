#include <regula/theory/constrained.hpp>

#include <regula/constraint/l2_ball.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using theory::constrained_minimum;
using theory::relative;

TEST_CASE("the minimum in a ball lies on its surface and fulfils the conditions of optimality") {
    const auto q = test::with_eigenvalues(test::eigenvalues(10, 1e4));
    for (const double share : {1e-6, 0.01, 0.3, 0.9, 0.999999}) {
        const double radius = share * q.minimum.norm();
        const auto [w, a] = constrained_minimum(q, radius);
        CAPTURE(share, a);
        CHECK(a > 0);
        CHECK_THAT(w.norm(), WithinRel(radius, 1e-11));
        CHECK((q.hessian * (w - q.minimum) + a * w).norm() < 1e-14);
        CHECK_THAT(theory::equivalent_radius(q, a), WithinRel(radius, 1e-11));
    }
}

TEST_CASE("training with the projection and training with the penalty of the multiplier end at one point") {
    const auto q = test::with_eigenvalues(test::eigenvalues(8, 100));
    const double radius = 0.5 * q.minimum.norm();
    const auto [expected, a] = constrained_minimum(q, radius);
    Vector<double> projected = Vector<double>::Zero(8), penalised = projected;
    minimize(projected, q, Sgd{.learning_rate = 1, .epochs = 4000}, L2Ball{radius});
    minimize(penalised, q, Sgd{.learning_rate = 1, .epochs = 4000}, L2{a});
    CHECK(relative(projected, expected) < 1e-10);
    CHECK(relative(penalised, expected) < 1e-10);
}

TEST_CASE("the radius falls as the strength grows, and the multiplier finds the strength again") {
    const auto q = test::with_eigenvalues(test::eigenvalues(6, 1000));
    double before = q.minimum.norm();
    for (double a = 1e-5; a < 1e3; a *= 3) {
        const double radius = theory::equivalent_radius(q, a);
        CHECK(radius < before);
        CHECK_THAT(constrained_minimum(q, radius).multiplier, WithinRel(a, 1e-7));
        before = radius;
    }
}

TEST_CASE("a ball that holds the minimum does not bind") {
    const auto q = test::with_eigenvalues(test::eigenvalues(4, 3));
    const auto [w, a] = constrained_minimum(q, 1.001 * q.minimum.norm());
    CHECK(w == q.minimum);
    CHECK(a == 0);
}

TEST_CASE("with a singular Hessian the ball binds only if it holds no minimum") {
    Vector<double> l = test::eigenvalues(5, 10);
    l[2] = 0;
    const auto q = test::with_eigenvalues(l);
    const double shortest = theory::minimum_norm(q).norm();
    REQUIRE(shortest < 0.99 * q.minimum.norm());
    const auto loose = constrained_minimum(q, (shortest + q.minimum.norm()) / 2);
    CHECK(loose.multiplier == 0);
    CHECK((q.hessian * (loose.w - q.minimum)).norm() < 1e-14);
    const auto tight = constrained_minimum(q, 0.7 * shortest);
    CHECK(tight.multiplier > 0);
    CHECK_THAT(tight.w.norm(), WithinRel(0.7 * shortest, 1e-11));
    CHECK((q.hessian * (tight.w - q.minimum) + tight.multiplier * tight.w).norm() < 1e-14);
}

TEST_CASE("a ball needs a radius") {
    CHECK_THROWS_WITH(constrained_minimum(test::with_eigenvalues(test::eigenvalues(2, 2)), 0),
                      "constrained_minimum: radius must be > 0, got 0");
}
