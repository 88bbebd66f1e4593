#include <regula/penalty/weighted.hpp>

#include <regula/core/pipeline.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/l0.hpp>
#include <regula/penalty/towards.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::penalty_weighted {

const Matrix<double> v = (Matrix<double>(2, 3) << 0, 1, 2, 0.5, 3, 0.25).finished();

TEMPLATE_TEST_CASE("weighted charges each entry its own strength", "", float, double) {
    Matrix<TestType> w(2, 3), steps(2, 3), g = Matrix<TestType>::Ones(2, 3), zero = 0 * g;
    w << 2, -1, 0.5, -0.25, 3, 1.5;
    steps << 1, 2, 0.5, 1, 0.25, 3;
    const auto each = [&](auto with, double tolerance) {  // against the penalty of the strength a v_i
        const auto all = weighted(with(0.3), v);
        double value = 0;
        Matrix<TestType> gradient = g, slope = g, one = w, other = w, prox = w, prox_by_steps = w;
        for (Index i = 0; i < w.size(); ++i) {
            const auto single = with(0.3 * v(i));
            value += static_cast<double>(single.value(w.col(i / 2).segment(i % 2, 1)));
            auto of = [&](auto& m) { return m.col(i / 2).segment(i % 2, 1); };
            auto slot = of(slope), p = of(one), q = of(other);
            single.add_gradient(of(w), slot);
            single.prox(p, 0.7);
            single.prox(q, static_cast<double>(steps(i)));
        }
        all.add_gradient(w, gradient);
        all.prox(prox, 0.7);
        all.prox(prox_by_steps, steps);
        CHECK(std::abs(all.value(w) - value) <= tolerance);
        CHECK((gradient - slope).norm() <= tolerance);
        CHECK((prox - one).norm() <= tolerance);
        CHECK((prox_by_steps - other).norm() <= tolerance);
    };
    each([](double a) { return L1{a}; }, 1e-6);
    each([](double a) { return ElasticNet{a, 0.3}; }, 1e-6);
    each([](double a) { return L0{a}; }, 1e-6);
}

TEST_CASE("a weighted penalty is smooth, or not, as the one inside, and has its name") {
    STATIC_REQUIRE(is_smooth<Weighted<L2>>);
    STATIC_REQUIRE(!is_smooth<Weighted<L1>>);
    CHECK(policy_name(weighted(L1{0.3}, v)) == "L1");
}

TEST_CASE("the conjugate of a weighted penalty asks each entry for its own") {
    const auto net = weighted(ElasticNet{0.4, 0.5}, v);
    Matrix<double> y = (Matrix<double>(2, 3) << 0, 0.5, -0.1, 0.2, 0, -0.1).finished();
    // by hand: v s^2 / (2 a (1 - r)) with s = max(|y| / v - a r, 0) and a r = a (1 - r) = 1/5
    CHECK(std::abs(net.conjugate(y) - (0.09 + 0.5 * 0.04 + 0.25 * 0.04) / 0.4) <= 1e-14);
    CHECK(weighted(L1{1}, v).conjugate(y.cwiseMin(0.25)) == 0);
    y(0, 0) = 1e-9;
    CHECK(net.conjugate(y) == HUGE_VAL);  // the entry that is free
}

TEST_CASE("weighted says what is wrong with its weights") {
    Matrix<double> w = Matrix<double>::Zero(3, 2), g = w;
    const auto lasso = weighted(L1{0.3}, v);
    const char* sentence = "weighted: the matrix of weights is 2 x 3, the block that it meets is 3 x 2";
    CHECK_THROWS_WITH(lasso.value(w), sentence);
    CHECK_THROWS_WITH(lasso.add_gradient(w, g), sentence);
    CHECK_THROWS_WITH(lasso.prox(w, 1.0), sentence);
    CHECK_THROWS_WITH(lasso.prox(w, g), sentence);
    CHECK_THROWS_WITH(lasso.conjugate(w), sentence);
    CHECK_THROWS_WITH(weighted(L1{0.3}, -v).check(), "weighted: needs finite weights >= 0");
    CHECK_THROWS_WITH(weighted(L1{0.3}, v / 0).check(), "weighted: needs finite weights >= 0");
    CHECK_THROWS_WITH(weighted(L1{-1}, v).check(), "L1: strength must be >= 0, got -1");
}

TEST_CASE("a weighted penalty allocates nothing in a step, on weights in float too") {
    if (!allocations_are_counted()) return;
    const auto lasso = weighted(L1{0.3}, v);
    Matrix<float> w = Matrix<float>::Constant(2, 3, -0.7f), g = w, steps = g.cwiseAbs();
    const auto before = allocations();
    const double value = lasso.value(w);
    lasso.add_gradient(w, g);
    lasso.prox(w, 0.5);
    lasso.prox(w, steps);
    CHECK(allocations() == before);
    CHECK(value > 0);
}

}  // namespace tests::penalty_weighted
