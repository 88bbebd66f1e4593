#include <regula/constraint/stiefel.hpp>

#include "constraint/given_singular_values.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the polar factor of two units is w (w'w)^(-1/2), which has a closed form", "", float,
                   double) {
    for (std::uint64_t seed = 1; seed < 10; ++seed) {
        Matrix<TestType> w = test::drawn<TestType>(seed, 5, 2);
        const Matrix<double> before = w.template cast<double>(), square = before.transpose() * before;
        const double root = std::sqrt(square(0, 0) * square(1, 1) - square(0, 1) * square(1, 0));
        Matrix<double> half = square;  // (w'w)^(1/2), by Cayley and Hamilton
        half.diagonal().array() += root;
        half /= std::sqrt(square.trace() + 2 * root);
        Stiefel{}.project(w);
        CHECK((w.template cast<double>() * half - before).norm() <= 2e-6 * before.norm());
        CHECK((w.transpose() * w - Matrix<TestType>::Identity(2, 2)).norm() <= 2e-6);
    }
}

TEST_CASE("of all rotations and reflections of the plane none is nearer") {
    const Matrix<double> w{{0.3, -1.2}, {0.7, 0.4}};
    Matrix<double> p = w, q(2, 2);
    Stiefel{}.project(p);
    double best = HUGE_VAL;
    for (int k = 0; k < 20000; ++k) {
        const double c = std::cos(k * 3.1416e-4), s = std::sin(k * 3.1416e-4);
        for (const double side : {1.0, -1.0}) {
            q << c, -side * s, s, side * c;
            best = std::min(best, (q - w).norm());
        }
    }
    CHECK((p - w).norm() <= best);
    CHECK((p - w).norm() > best - 1e-6);
}

TEST_CASE("units that depend on one another are made orthonormal too") {
    Matrix<double> w = test::given_singular_values(4, 2, 0.5, 0);
    Stiefel{}.project(w);
    CHECK((w.transpose() * w - Matrix<double>::Identity(3, 3)).norm() <= 1e-14);
}

TEST_CASE("more units than inputs cannot be orthonormal") {
    Matrix<float> w(2, 3);
    CHECK_THROWS_WITH(Stiefel{}.project(w),
                      "Stiefel: a block must have no more units than inputs, got 2 x 3");
}
