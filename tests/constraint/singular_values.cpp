#include <regula/constraint/singular_values.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/known_svd.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a change of the singular values: their cubes are those of w w'w", "", float, double) {
    for (const Index cols : {2, 3, 7}) {
        const Matrix<TestType> w = test::drawn<TestType>(1, 3, cols);
        Matrix<TestType> around = Matrix<TestType>::Ones(6, 9);
        auto inside = around.block(2, 1, 3, cols);
        inside = w;
        change_singular_values(inside, [](auto& s) {
            CHECK(s[0] >= s[s.size() - 1]);
            s = s.array().cube();
        });
        const Matrix<TestType> expected = w * w.transpose() * w;
        const double rounding = 50 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
        CHECK((inside - expected).norm() <= rounding * expected.norm());
        inside.setOnes();
        CHECK((around.array() == 1).all());
    }
}

TEST_CASE("what is not finite is left as it is") {
    Matrix<float> w = Matrix<float>{{1, std::nanf("")}, {2, 3}};
    change_singular_values(w, [](auto& s) { s.setZero(); });
    CHECK((w(0, 0) == 1 && std::isnan(w(0, 1)) && w(1, 0) == 2 && w(1, 1) == 3));
}

TEST_CASE("singular values are those that a matrix was made of, and those of a lost matrix are lost") {
    const Vector<double> s{{5, 3, 1e-9}};
    const auto made_of = test::matrix_with_singular_values(1, 4, 3);
    CHECK((singular_values(made_of(s)) - s).norm() <= 1e-14);
    CHECK(singular_values(Matrix<float>{{1, std::nanf("")}, {2, 3}}).array().isNaN().all());
}
