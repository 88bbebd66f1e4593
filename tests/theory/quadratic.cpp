#include <regula/theory/quadratic.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_quadratic {

using Catch::Matchers::WithinRel;

TEST_CASE("a quadratic is least at its minimum, and its gradient is that of its value") {
    const auto q = test::with_eigenvalues(test::eigenvalues(5, 30));
    const Vector<double> w = test::drawn(9, 5);
    Vector<double> g(5);
    CHECK_THAT(q(w, g), WithinRel(q.value(w), 1e-14));
    CHECK((g - test::differences(w, [&](const auto& z) { return q.value(z); })).norm() < 1e-8);
    CHECK(q.value(q.minimum) == 0.7);
    CHECK(q.value(w) > 0.7);
    CHECK((q.times(w) - q.hessian * w).norm() == 0);
}

TEST_CASE("a quadratic knows whether its Hessian is diagonal") {
    CHECK(theory::Quadratic{Matrix<double>{{2, 0}, {0, 1e-3}}, Vector<double>::Ones(2)}.is_diagonal());
    CHECK_FALSE(
        theory::Quadratic{Matrix<double>{{2, 1e-9}, {1e-9, 1}}, Vector<double>::Ones(2)}.is_diagonal());
}

TEST_CASE("a quadratic refuses a Hessian that is not square, symmetric and finite") {
    using Catch::Matchers::ContainsSubstring;
    const Vector<double> w = Vector<double>::Ones(2);
    CHECK_NOTHROW(theory::Quadratic{Matrix<double>{{2, 1}, {1, 3}}, w}.check());
    CHECK_THROWS_WITH((theory::Quadratic{Matrix<double>{{2, 1}, {0, 3}}, w}.check()),
                      ContainsSubstring("must be symmetric"));
    CHECK_THROWS_WITH((theory::Quadratic{Matrix<double>::Ones(3, 3), w}.check()),
                      ContainsSubstring("must be n x n, with n the size of the minimum, 2, got 3 x 3"));
    CHECK_THROWS_WITH((theory::Quadratic{Matrix<double>{{NAN, 0}, {0, 1}}, w}.check()),
                      ContainsSubstring("must be finite"));
    CHECK_THROWS_AS(theory::Quadratic{}.check(), std::invalid_argument);
}

}  // namespace tests::theory_quadratic
