#include <regula/theory/constrained.hpp>

#include <regula/constraint/constrained.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/prediction.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_constrained {

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

TEMPLATE_TEST_CASE("of any convex penalty the limit and the strength are two words for one minimum", "", L1,
                   L2, GroupLasso) {
    const auto q = test::with_eigenvalues(test::eigenvalues(6, 20));
    const TestType unit{1};
    for (const double strength : {0.02, 0.07, 0.12}) {
        const TestType penalty{strength};
        const Vector<double> penalised = theory::proximal_minimum(q, penalty, 3).w;
        const double limit = theory::equivalent_limit(q, penalty, 3);
        const double of_unit = static_cast<double>(unit.value(penalised.reshaped(2, 3)));
        CAPTURE(strength, limit);
        CHECK_THAT(limit, WithinRel(strength * of_unit, 1e-14));
        CHECK_THAT(theory::equivalent_strength(q, penalty, of_unit, 3), WithinRel(strength, 1e-10));

        // Projected gradient knows nothing of the strength.
        const theory::Indicator<Constrained<TestType>> set{constrained(unit, of_unit)};
        const Vector<double> under_limit = theory::proximal_minimum(q, set, 3, 2000).w;
        CHECK(relative(under_limit, penalised) < 1e-10);
        CHECK(relative(q.minimum, penalised) > 0.03);
    }
}

TEST_CASE("the strength of a limit is the multiplier of the ball, and 0 where the limit does not bind") {
    const auto q = test::with_eigenvalues(test::eigenvalues(6, 20));
    const double radius = 0.4 * q.minimum.norm();
    CHECK_THAT(theory::equivalent_strength(q, L2{7}, radius * radius / 2),
               WithinRel(constrained_minimum(q, radius).multiplier, 1e-10));
    CHECK(theory::equivalent_strength(q, L1{1}, 1.001 * q.minimum.lpNorm<1>()) == 0);
    CHECK_THROWS_WITH(theory::equivalent_strength(q, L1{1}, 0),
                      "equivalent_strength: limit must be > 0, got 0");
}

}  // namespace tests::theory_constrained
