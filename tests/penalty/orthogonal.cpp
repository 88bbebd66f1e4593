#include <regula/penalty/orthogonal.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("Orthogonal is zero at orthonormal columns, of any sign, and there only", "", float,
                   double) {
    Matrix<TestType> w(3, 2), g = Matrix<TestType>::Ones(3, 2);
    w << 0.6f, 0, 0, -1, 0.8f, 0;
    CHECK(std::abs(Orthogonal{0.7}.value(w)) <= 1e-12);
    Orthogonal{0.7}.add_gradient(w, g);
    CHECK((g.array() - 1).matrix().norm() <= 1e-6);
    CHECK(Orthogonal{0.7}.value(w.transpose()) > 0.1);  // three units of two inputs cannot be orthonormal
}

TEST_CASE("Orthogonal charges lengths and angles: the entries of w'w - I") {
    const Matrix<double> w = (Matrix<double>(3, 2) << 1, 2, 0, 1, 1, -1).finished();  // w'w = (2 1; 1 6)
    Matrix<double> g = 0 * w, expected(3, 2);
    CHECK(std::abs(Orthogonal{2}.value(w) - 0.5 * (1 + 1 + 1 + 25)) <= 1e-14);
    Orthogonal{2}.add_gradient(w, g);
    expected << 1 + 2, 1 + 10, 1, 5, 1 - 1, 1 - 5;  // w (1 1; 1 5)
    CHECK((g - 2 * expected).norm() <= 1e-14);
    CHECK_THROWS_WITH(Orthogonal{-1}.check(), "Orthogonal: strength must be >= 0, got -1");
}
