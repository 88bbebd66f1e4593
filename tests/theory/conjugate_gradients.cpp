#include <regula/theory/conjugate_gradients.hpp>

#include <regula/layer.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/hessian.hpp>
#include <regula/theory/weight_decay.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_conjugate_gradients {

using theory::conjugate_gradients;
using theory::relative;

TEST_CASE("conjugate gradients solve what a factorisation solves") {
    const auto q = test::with_eigenvalues(test::eigenvalues(30, 100));
    const Vector<double> b = test::drawn(3, 30);
    for (const double a : {0.0, 0.2}) {
        const auto found = conjugate_gradients(q, b, a);
        const Matrix<double> shifted = q.hessian + a * Matrix<double>::Identity(30, 30);
        CHECK(relative(found.x, shifted.ldlt().solve(b)) < 1e-9);
        CHECK(found.residual < 1e-11);
        CHECK(found.definite());
        CHECK(found.curvature >= 0.01 + a - 1e-12);  // no smaller than the smallest eigenvalue
    }
}

TEST_CASE("as many steps as there are distinct eigenvalues are enough") {
    Vector<double> l = Vector<double>::Constant(20, 2);
    l.head(7).setConstant(0.3);
    l.head(2).setConstant(5);
    const auto found = conjugate_gradients(test::with_eigenvalues(l), test::drawn(3, 20));
    CHECK(found.steps == 3);
    CHECK(found.residual < 1e-12);
    CHECK(conjugate_gradients(test::with_eigenvalues(l), test::drawn(3, 20), 0, 1e-12, 2).residual > 1e-3);
}

TEST_CASE("a direction of negative curvature ends conjugate gradients, and is reported") {
    Vector<double> l = test::eigenvalues(10, 10);
    l[4] = -0.5;
    const auto q = test::with_eigenvalues(l);
    const auto found = conjugate_gradients(q, test::drawn(3, 10));
    CHECK_FALSE(found.definite());
    CHECK(found.curvature < 0);
    CHECK(found.curvature >= -0.5 - 1e-12);
    CHECK(found.residual > 1e-6);
    CHECK(conjugate_gradients(q, test::drawn(3, 10), 0.6).definite());
}

TEST_CASE("a right-hand side of 0 has the solution 0") {
    const auto found =
        conjugate_gradients(test::with_eigenvalues(test::eigenvalues(3, 2)), Vector<double>::Zero(3));
    CHECK(found.x == Vector<double>::Zero(3));
    CHECK(found.residual == 0);
    CHECK(found.steps == 0);
}

TEST_CASE("with the Hessian as a map, weight decay of a network's quadratic needs no matrix") {
    const Dataset<double> data{.inputs = test::drawn(1, 3, 40), .targets = test::drawn(2, 2, 40)};
    const auto net = mlp<double>({3, 6, 2}, Key{1}, Tanh{});
    theory::Hessian map{net, SquaredError{}, data};
    const auto q = theory::quadratic_at(net, SquaredError{}, data);
    const auto found = theory::weight_decay_minimum(map, net.parameters().vector(), 2.0);  // above -l_min
    REQUIRE(found.definite());
    const Matrix<double> shifted = q.hessian + 2.0 * Matrix<double>::Identity(q.size(), q.size());
    CHECK(relative(found.x, shifted.ldlt().solve(q.hessian * q.minimum)) < 1e-10);
    CHECK(relative(found.x, q.minimum) > 0.1);
}

TEST_CASE("conjugate gradients refuse a right-hand side of another size") {
    CHECK_THROWS_AS(conjugate_gradients(test::with_eigenvalues(test::eigenvalues(3, 2)), test::drawn(1, 2)),
                    std::invalid_argument);
}

}  // namespace tests::theory_conjugate_gradients
