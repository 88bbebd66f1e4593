#include <regula/theory/claims/problems.hpp>

#include <regula/theory/spectrum.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::theory_claims_problems {

using namespace theory;

TEST_CASE("a random quadratic has the eigenvalues that were asked for, and a minimum that is drawn") {
    const Vector<double> eigenvalues{{0.01, 0.5, 2, 7}};
    const Quadratic q = random_quadratic(Key{3}, eigenvalues);
    CHECK(relative(Spectrum{q}.eigenvalues(), eigenvalues) < 1e-14);
    CHECK_FALSE(q.is_diagonal());
    CHECK(relative(q.minimum, random_quadratic(Key{3}, eigenvalues).minimum) == 0);
    CHECK(relative(q.minimum, random_quadratic(Key{4}, eigenvalues).minimum) > 0.1);
    CHECK(safe_rate(q) <= 1 / 7.0);
}

TEST_CASE("random axes are orthonormal") {
    const Matrix<double> axes = random_axes(Key{5}, 6);
    CHECK(relative(Matrix<double>{axes.transpose() * axes}, Matrix<double>::Identity(6, 6)) < 1e-15);
}

TEST_CASE("a regression without noise is solved without error, and its features are correlated") {
    const Dataset<double> data = random_regression(Key{6}, 5, 4000, 0);
    CHECK(least_squares(data).least < 1e-25);
    CHECK(relative(least_squares(random_regression(Key{6}, 5, 4000, 2)).least, 2 * 2 / 2.0) < 0.1);
    const Matrix<double> covariance = data.inputs * data.inputs.transpose() / 4000;
    for (Index i = 1; i < 5; ++i) CHECK(covariance(i, i - 1) > 0.4);
}

TEST_CASE("agreement is the relative distance") {
    CHECK(agreement(2, 3).deviation == 0.5);
    CHECK(agreement(Vector<double>{{0, 4}}, Vector<double>{{3, 4}}).deviation == 0.75);
}

}  // namespace tests::theory_claims_problems
