#include <regula/theory/lasso.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>

#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_lasso {

using Catch::Matchers::WithinRel;
using theory::lasso_minimum;
using theory::relative;

Vector<double> minimum_by_sgd(const theory::Quadratic& q, double momentum, auto... policies) {
    Vector<double> w = Vector<double>::Zero(q.size());
    minimize(w, q, Sgd{.learning_rate = 0.9 * (1 - momentum * 0.5), .momentum = momentum, .epochs = 20000},
             policies...);
    return w;
}

bool same_zeros(const Vector<double>& a, const Vector<double>& b) {
    return ((a.array() == 0) == (b.array() == 0)).all();
}

TEST_CASE("with a diagonal Hessian the lasso is the soft threshold, and training finds its zeros") {
    const Vector<double> h{{1, 0.5, 0.1, 0.02, 0.7}}, target{{2, -0.3, 4, -3, 0.001}};
    const theory::Quadratic q{h.asDiagonal(), target};
    const auto found = lasso_minimum(q, 0.1);
    CHECK(found.method == std::string{"soft threshold"});
    const Vector<double> expected{{2 - 0.1, -(0.3 - 0.2), 4 - 1, 0, 0}};
    CHECK((found.w - expected).norm() < 1e-14);
    const auto w = minimum_by_sgd(q, 0, L1{0.1});
    CHECK(relative(w, found.w) < 1e-10);
    CHECK(same_zeros(w, found.w));
    CHECK(same_zeros(found.w, expected));
}

TEST_CASE("with any Hessian coordinate descent finds the lasso, and training the same zeros") {
    const auto q = test::with_eigenvalues(test::eigenvalues(20, 300));
    const double l1 = 0.03;
    const auto found = lasso_minimum(q, l1);
    CHECK(found.method == std::string{"coordinate descent"});
    CHECK(found.residual < 1e-14);
    const Index zeros = (found.w.array() == 0).count();
    CAPTURE(zeros);
    CHECK((zeros >= 4 && zeros <= 16));
    for (const double momentum : {0.0, 0.8}) {
        const auto w = minimum_by_sgd(q, momentum, L1{l1});
        const double error = relative(w, found.w);
        CAPTURE(momentum, error);
        CHECK(error < 1e-10);
        CHECK(same_zeros(w, found.w));
    }
}

TEST_CASE("the lasso of a Hessian of condition 1e6 is exact") {
    const auto q = test::with_eigenvalues(test::eigenvalues(25, 1e6), 3);
    for (const double l1 : {1e-7, 1e-4, 1e-2, 0.1}) {
        const auto found = lasso_minimum(q, l1);
        CAPTURE(l1, found.residual);
        CHECK(found.residual < 1e-14);
    }
}

TEST_CASE("the elastic net, too, and it is the lasso of a quadratic with more curvature") {
    const auto q = test::with_eigenvalues(test::eigenvalues(15, 1000));
    const double l1 = 0.02, l2 = 0.05;
    const auto found = lasso_minimum(q, l1, l2);
    CHECK(found.residual < 1e-14);
    theory::Quadratic augmented{q.hessian + l2 * Matrix<double>::Identity(15, 15), {}};
    augmented.minimum = augmented.hessian.ldlt().solve(q.hessian * q.minimum);
    CHECK(relative(lasso_minimum(augmented, l1).w, found.w) < 1e-12);
    const auto by_parts = minimum_by_sgd(q, 0, L1{l1}, L2{l2}),
               by_prox = minimum_by_sgd(q, 0, ElasticNet{l1 + l2, l1 / (l1 + l2)});
    CHECK(relative(by_parts, found.w) < 1e-10);
    CHECK(relative(by_prox, found.w) < 1e-10);
    CHECK(same_zeros(by_parts, found.w));
    CHECK(same_zeros(by_prox, found.w));
}

TEST_CASE("the residual of the lasso sees a weight that is wrong, and a zero that is wrong") {
    const auto q = test::with_eigenvalues(test::eigenvalues(8, 30));
    auto w = lasso_minimum(q, 0.05).w;
    Index i = 0, j = 0;
    w.cwiseAbs().maxCoeff(&i);
    (w.array() == 0).maxCoeff(&j);
    REQUIRE(w[j] == 0);
    auto off = w;
    off[i] *= 1 + 1e-6;
    CHECK(theory::lasso_residual(q, off, 0.05) > 1e-8);
    off = w;
    off[j] = 1e-12;
    CHECK(theory::lasso_residual(q, off, 0.05) > 1e-3);
    off[j] = 0;
    off[i] = 0;
    CHECK(theory::lasso_residual(q, off, 0.05) > 1e-3);
}

TEST_CASE("nothing is left at the largest gradient at 0, and one weight just below") {
    const auto q = test::with_eigenvalues(test::eigenvalues(9, 40));
    const double all = (q.hessian * q.minimum).cwiseAbs().maxCoeff();
    CHECK((lasso_minimum(q, all * (1 + 1e-12)).w.array() == 0).all());
    CHECK((lasso_minimum(q, all * (1 - 1e-6)).w.array() != 0).count() == 1);
    CHECK(relative(lasso_minimum(q, 0).w, q.minimum) < 1e-12);
}

TEST_CASE("the lasso refuses negative coefficients, and a weight that nothing holds") {
    const theory::Quadratic flat{Matrix<double>{{1, 0}, {0, 0}}, Vector<double>::Ones(2)};
    CHECK_THROWS_WITH(lasso_minimum(flat, -1), "lasso_minimum: coefficients must be >= 0, got -1 and 0");
    CHECK_THROWS_WITH(lasso_minimum(flat, 1), "lasso_minimum: needs H_ii + l2 > 0 for every weight");
    CHECK_NOTHROW(lasso_minimum(flat, 1, 0.1));
}

TEST_CASE("weights that are no numbers have no small residual") {
    const theory::Quadratic q{Matrix<double>{{2, 0.3}, {0.3, 1}}, Vector<double>{{1, -1}}};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(theory::lasso_residual(q, Vector<double>{{nan, 0}}, 0.1)));
    CHECK(std::isnan(theory::lasso_residual(q, Vector<double>{{0.5, nan}}, 0.1)));
    const theory::Quadratic flat{Matrix<double>{{1, 1}, {1, 1}}, Vector<double>{{2, 1}}};
    const auto found = lasso_minimum(flat, 0.5);
    CHECK(found.residual < 1e-12);
    CHECK(std::abs(found.w.sum() - 2.5) < 1e-12);
}

}  // namespace tests::theory_lasso
