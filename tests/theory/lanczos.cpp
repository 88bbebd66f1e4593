#include <regula/theory/lanczos.hpp>

#include <regula/theory/weight_decay.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_lanczos {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using theory::lanczos;

TEST_CASE("with as many steps as weights Lanczos finds all eigenvalues and eigenvectors") {
    const auto l = test::eigenvalues(12, 1e3);
    const auto q = test::with_eigenvalues(l);
    const auto ritz = lanczos(q, 100);
    REQUIRE(ritz.values.size() == 12);
    CHECK((ritz.values - l).cwiseAbs().maxCoeff() < 1e-13);
    CHECK((q.hessian * ritz.vectors - ritz.vectors * l.asDiagonal()).norm() < 1e-12);
    CHECK((ritz.vectors.transpose() * ritz.vectors - Matrix<double>::Identity(12, 12)).norm() < 1e-13);
    CHECK_THAT(ritz.weights.sum(), WithinRel(1, 1e-12));
}

TEST_CASE("few steps find the extreme eigenvalues, each once, as near as the residual says") {
    Vector<double> l = Vector<double>::LinSpaced(300, 1, 2);
    l[0] = -3;  // a saddle
    l[299] = 7;
    const auto q = test::with_eigenvalues(l);
    const auto ritz = lanczos(q, 40, Key{5});
    CHECK_THAT(ritz.values[0], WithinAbs(-3, 1e-12));
    CHECK_THAT(ritz.values[39], WithinAbs(7, 1e-12));
    CHECK(ritz.values[38] < 2.0001);  // no ghost of 7
    for (Index k = 0; k < 40; ++k) {
        const Vector<double> v = ritz.vectors.col(k);
        const double residual = (q.hessian * v - ritz.values[k] * v).norm();
        CHECK_THAT(ritz.residuals[k], WithinAbs(residual, 1e-12));
        CHECK((l.array() - ritz.values[k]).abs().minCoeff() <= residual + 1e-12);
    }
}

TEST_CASE("Lanczos ends early where there is no more to see") {
    Vector<double> l = Vector<double>::Constant(50, 2);
    l.head(20).setConstant(0.5);
    const auto ritz = lanczos(test::with_eigenvalues(l), 30);
    REQUIRE(ritz.values.size() == 2);
    CHECK((ritz.values - Vector<double>{{0.5, 2}}).norm() < 1e-12);
    CHECK(lanczos(theory::Quadratic{Matrix<double>::Zero(3, 3), Vector<double>::Ones(3)}, 3).values.size() ==
          1);
}

TEST_CASE("random probes estimate the effective number of parameters") {
    const auto q = test::with_eigenvalues(test::eigenvalues(200, 1e3));
    const double exact = theory::effective_parameters(q, 0.05);
    const auto estimate = theory::effective_parameters(q, 0.05, 30, 200, Key{3});
    CAPTURE(exact, estimate.mean(), estimate.standard_error());
    CHECK(estimate.z(exact, 0.01 * exact) < 4);
    CHECK(estimate.z(1.1 * exact, 0.01 * exact) > 4);
    CHECK_THROWS_AS(theory::effective_parameters(q, 0, 30, 40), std::invalid_argument);
    CHECK_THROWS_AS(lanczos(q, 0), std::invalid_argument);
}

}  // namespace tests::theory_lanczos
