#include <regula/theory/proximal.hpp>

#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/lasso.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_proximal {

using theory::relative;

TEST_CASE("by proximal gradient the lasso is what coordinate descent finds, zeros included") {
    const auto q = test::with_eigenvalues(test::eigenvalues(12, 1e3));
    const auto found = theory::proximal_minimum(q, L1{0.03});
    const auto lasso = theory::lasso_minimum(q, 0.03);
    CHECK(relative(found.w, lasso.w) < 1e-10);
    CHECK(((found.w.array() == 0) == (lasso.w.array() == 0)).all());
    CHECK(found.residual < 1e-14);
}

TEST_CASE("of the group lasso the minimum fulfils the conditions of optimality, group by group") {
    const auto q = test::with_eigenvalues(test::eigenvalues(12, 100));
    const double a = 0.15;
    const auto found = theory::proximal_minimum(q, GroupLasso{a}, 4);
    const Matrix<double> w = found.w.reshaped(3, 4), g = (q.hessian * (found.w - q.minimum)).reshaped(3, 4);
    int gone = 0;
    for (Index j = 0; j < 4; ++j) {
        if (w.col(j).isZero(0)) {
            ++gone;
            CHECK(g.col(j).norm() <= a);
        } else {
            CHECK((g.col(j) + a * w.col(j).normalized()).norm() < 1e-12);
        }
    }
    CAPTURE(w);
    CHECK((gone >= 1 && gone <= 3));
}

TEST_CASE("no neighbour of the minimum costs less, at any distance") {
    const auto q = test::with_eigenvalues(test::eigenvalues(6, 50));
    const GroupLasso penalty{0.1};
    const auto cost = [&](const Vector<double>& w) {
        return q.value(w) + penalty.value(Matrix<double>{w.reshaped(2, 3)});
    };
    const auto found = theory::proximal_minimum(q, penalty, 3);
    for (std::uint64_t k = 0; k < 300; ++k) {
        const Vector<double> w = found.w + std::pow(0.93, k) * test::drawn(10 + k, 6);
        CHECK(cost(w) >= cost(found.w));
    }
}

TEST_CASE("proximal_minimum refuses columns that do not fit, and coefficients that make no sense") {
    const auto q = test::with_eigenvalues(test::eigenvalues(4, 2));
    CHECK_THROWS_WITH(theory::proximal_minimum(q, L1{1}, 3),
                      "proximal_minimum: 4 weights cannot be a matrix of 3 columns");
    CHECK_THROWS_WITH(theory::proximal_minimum(q, L1{-1}), "L1: strength must be >= 0, got -1");
}

}  // namespace tests::theory_proximal
