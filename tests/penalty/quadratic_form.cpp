#include <regula/penalty/quadratic_form.hpp>

#include <regula/penalty/towards.hpp>
#include <regula/penalty/weighted.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::penalty_quadratic_form {

const Matrix<double> root = test::drawn(1, 6, 6), definite = root * root.transpose(),
                     point = test::drawn(2, 2, 3);

TEMPLATE_TEST_CASE("a quadratic form with the unit matrix is Towards, with a diagonal one weighted L2", "",
                   float, double) {
    const Matrix<TestType> w = test::drawn<TestType>(3, 2, 3);
    const auto same = [&](const auto& a, const auto& b) {
        Matrix<TestType> g = w, h = w, u = w, v = w;
        a.add_gradient(w, g);
        b.add_gradient(w, h);
        a.prox(u, 0.7);
        b.prox(v, 0.7);
        CHECK(std::abs(a.value(w) - b.value(w)) <= 1e-5);
        CHECK((g - h).norm() <= 1e-5);
        CHECK((u - v).norm() <= 1e-5);
        CHECK(std::abs(a.conjugate(w) - b.conjugate(w)) <= 1e-4);
    };
    const Matrix<double> v = point.cwiseAbs2(), diagonal = Vector<double>{v.reshaped()}.asDiagonal();
    same(QuadraticForm{0.3, Matrix<double>::Identity(6, 6), point}, Towards{0.3, point});
    same(QuadraticForm{0.3, diagonal, 0 * point}, weighted(L2{0.3}, v));
}

TEST_CASE("a quadratic form reads entries column below column, on blocks of other matrices too") {
    Matrix<double> q = Matrix<double>::Zero(6, 6), around = test::drawn(4, 5, 5);
    q(1, 4) = q(4, 1) = 1;  // 2 w(1, 0) w(0, 2)
    const QuadraticForm form{.strength = 0.3, .matrix = q, .point = 0 * point};
    const auto w = around.block(2, 1, 2, 3);
    CHECK(std::abs(form.value(w) - 0.3 * w(1, 0) * w(0, 2)) <= 1e-15);
}

TEST_CASE("the prox of a quadratic form is where the slopes balance; the conjugate is attained there") {
    const QuadraticForm form{.strength = 0.4, .matrix = definite, .point = point};
    const Matrix<double> w = test::drawn(5, 2, 3);
    Matrix<double> u = w, g = 0 * w;
    form.prox(u, 0.7);
    form.add_gradient(u, g);
    CHECK((u - w + 0.7 * g).norm() <= 1e-12);
    CHECK(std::abs(form.value(u) + form.conjugate(g) - u.cwiseProduct(g).sum()) <= 1e-12);
    CHECK(form.conjugate(0 * w) == 0);
    CHECK((QuadraticForm{0, definite, point}.conjugate(w)) == HUGE_VAL);
}

TEST_CASE("a quadratic form says what is wrong with its matrix") {
    const auto form = [](const Matrix<double>& q) { return QuadraticForm{1, q, point}; };
    Matrix<double> hollow = Matrix<double>::Zero(6, 6), low = root.leftCols(2) * root.leftCols(2).transpose();
    CHECK_NOTHROW(form(hollow).check());
    CHECK_NOTHROW(form(low).check());  // of rank 2
    hollow(0, 1) = hollow(1, 0) = 1;
    const char* indefinite = "QuadraticForm: the matrix must be positive semidefinite";
    CHECK_THROWS_WITH(form(hollow).check(), indefinite);
    CHECK_THROWS_WITH(form(low - 1e-3 * Matrix<double>::Identity(6, 6)).check(), indefinite);
    CHECK_THROWS_WITH(form(root).check(), "QuadraticForm: the matrix must be symmetric");
    CHECK_THROWS_WITH(form(root.leftCols(2)).check(),
                      "QuadraticForm: the point has 6 entries, the matrix is 6 x 2");
    CHECK_THROWS_WITH((QuadraticForm{-1, definite, point}.check()),
                      "QuadraticForm: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(form(definite).value(root),
                      "QuadraticForm: the point is 2 x 3, the block that it meets is 6 x 6");
    CHECK_THROWS_WITH(form(hollow).conjugate(point),
                      "QuadraticForm: the matrix must be positive definite, for the conjugate");
}

}  // namespace tests::penalty_quadratic_form
