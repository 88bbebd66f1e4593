#include <regula/constraint/constrained.hpp>

#include <regula/constraint/l1_ball.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/towards.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::constraint_constrained {

template <class Scalar>
Matrix<Scalar> projected(const auto& set, Matrix<Scalar> w) {
    set.project(w);
    return w;
}

TEMPLATE_TEST_CASE("L1 with a limit is the L1 ball, L2 the L2 ball, Towards a ball around a point", "", float,
                   double) {
    const double rounding = 8 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    for (std::uint64_t k = 0; k < 12; ++k) {
        const Matrix<TestType> w = test::drawn<TestType>(k, 4, 3), p = test::drawn<TestType>(k + 50, 4, 3);
        const double radius = 0.01 * std::pow(2.1, k);
        const auto same = [&](const Matrix<TestType>& a, const Matrix<TestType>& b) {
            CHECK((a - b).template cast<double>().norm() <= rounding * (1 + static_cast<double>(w.norm())));
        };
        same(projected(constrained(L1{1}, radius), w), projected(L1Ball{radius}, w));
        same(projected(constrained(L1{0.3}, 0.3 * radius), w), projected(L1Ball{radius}, w));
        same(projected(constrained(L2{1}, radius * radius / 2), w), projected(L2Ball{radius}, w));
        const Towards towards{.strength = 2, .point = p.template cast<double>()};
        same(projected(constrained(towards, radius * radius), w),
             p + projected(L2Ball{radius}, Matrix<TestType>{w - p}));
    }
}

TEST_CASE("the group lasso with a limit: the lengths of the units move to the L1 ball") {
    const Matrix<double> w = test::drawn(1, 4, 5);
    for (const double limit : {0.5, 2.0, 7.0, 70.0}) {
        Matrix<double> lengths = w.colwise().norm(), expected = w;
        L1Ball{limit / 0.7}.project(lengths);
        for (Index j = 0; j < 5; ++j) expected.col(j) *= lengths(j) / w.col(j).norm();
        CHECK((projected(constrained(GroupLasso{0.7}, limit), w) - expected).norm() <= 1e-14 * w.norm());
    }
}

TEST_CASE("the elastic net with a limit: on the surface, and w - u is along a subgradient") {
    const ElasticNet net{.strength = 0.9, .l1_ratio = 0.4};
    const Matrix<double> w = test::drawn(2, 4, 3);
    for (const double limit : {0.1, 0.6, 1.5}) {
        const Matrix<double> u = projected(constrained(net, limit), w);
        const double t = multiplier(net, limit, w);
        CHECK(std::abs(net.value(u) - limit) <= 1e-14);
        for (Index i = 0; i < u.size(); ++i) {
            const double pull = (w(i) - u(i)) / t - 0.54 * u(i);
            if (u(i) != 0) CHECK(std::abs(pull - std::copysign(0.36, u(i))) <= 1e-12);
            if (u(i) == 0) CHECK(std::abs(pull) <= 0.36);
        }
    }
}

TEST_CASE("a limit of 0 leaves nothing, and a penalty without strength takes nothing") {
    const Matrix<double> w = test::drawn(4, 3, 2);
    CHECK(projected(constrained(L1{0.3}, 0), w).isZero(0));
    CHECK(projected(constrained(L2{0.3}, 0), w).norm() < 1e-80);
    CHECK(projected(constrained(L1{0}, 0), w) == w);
}

TEST_CASE("a limit below zero is refused, and what the penalty refuses") {
    CHECK_THROWS_WITH(constrained(L1{1}, -2).check(), "constrained: limit must be >= 0, got -2");
    CHECK_THROWS_WITH(constrained(L1{-1}, 2).check(), "L1: strength must be >= 0, got -1");
}

}  // namespace tests::constraint_constrained
