#include <regula/theory/contour.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_contour {

using Catch::Matchers::WithinRel;

const theory::Quadratic q{Matrix<double>{{2, 0.6}, {0.6, 0.5}}, Vector<double>{{1.5, -1}}, 0.3};

TEST_CASE("a contour is closed, and all its points have the level") {
    const auto ellipse = theory::contour(q, 0.9, 50);
    REQUIRE((ellipse.rows() == 2 && ellipse.cols() == 51));
    for (Index k = 0; k < 51; ++k) CHECK_THAT(q.value(ellipse.col(k)), WithinRel(0.9, 1e-13));
    CHECK(ellipse.col(0) == ellipse.col(50));
    CHECK((ellipse.leftCols(50).rowwise().mean() - q.minimum).norm() < 1e-13);  // it goes around
    CHECK(theory::contour(q, 0.3).col(7) == q.minimum);
}

TEST_CASE("paths hold what the solvers find, step by step and strength by strength") {
    for (const double m : {0.0, 0.8}) {
        const auto path = theory::descent_path(q, 0.3, 12, m, Vector<double>{{-1, 2}});
        REQUIRE(path.cols() == 13);
        for (int k = 0; k <= 12; ++k)
            CHECK((path.col(k) - theory::gradient_descent(q, 0.3, k, m, Vector<double>{{-1, 2}})).norm() <
                  1e-14);
    }
    const auto decay = theory::weight_decay_path(q, {0, 0.1, 1}), lasso = theory::lasso_path(q, {0, 0.1, 9});
    CHECK(decay.col(0) == q.minimum);
    CHECK(decay.col(2) == theory::weight_decay_minimum(q, 1));
    CHECK(lasso.col(1) == theory::lasso_minimum(q, 0.1).w);
    CHECK(lasso.col(2).isZero(0));
}

TEST_CASE("a contour needs two weights, a positive definite Hessian and a level that is reached") {
    CHECK_THROWS_WITH(theory::contour(q, 0.2), "contour: the level must be >= the least value, 0.3, got 0.2");
    CHECK_THROWS_AS(theory::contour(test::with_eigenvalues(test::eigenvalues(3, 2)), 1),
                    std::invalid_argument);
    CHECK_THROWS_AS(theory::contour({Matrix<double>{{1, 0}, {0, -1}}, Vector<double>{{0, 0}}}, 1),
                    std::invalid_argument);
}

}  // namespace tests::theory_contour
