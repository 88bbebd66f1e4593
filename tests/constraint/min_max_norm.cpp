#include <regula/constraint/min_max_norm.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("short units are lengthened, long ones shortened, others and zeros stay", "", float,
                   double) {
    Matrix<TestType> w(2, 4);
    w << 3, 0.375, 0, 0.75, 4, -0.5, 0, -1;  // of length 5, 5/8, 0 and 5/4
    Matrix<TestType> expected = w, half = w;
    expected.col(0) *= TestType(0.4);
    expected.col(1) *= TestType(1.6);
    half = (half + expected) / 2;
    Matrix<TestType> partly = w;
    MinMaxNorm{.min = 1, .max = 2, .rate = 0.5}.project(partly);
    MinMaxNorm{.min = 1, .max = 2}.project(w);
    CHECK((w - expected).norm() <= 1e-6);
    CHECK(w.rightCols(2) == expected.rightCols(2));
    CHECK((partly - half).norm() <= 1e-6);
}

TEST_CASE("a part of the way again and again leads into the set") {
    Matrix<double> w = Matrix<double>{{3, 0.03}, {4, 0.04}};
    for (int k = 0; k < 60; ++k) MinMaxNorm{.min = 1, .max = 2, .rate = 0.5}.project(w);
    CHECK((w - Matrix<double>{{1.2, 0.6}, {1.6, 0.8}}).norm() <= 1e-14);
}

TEST_CASE("a min-max-norm whose limits make no sense is refused") {
    CHECK_THROWS_WITH((MinMaxNorm{.min = 2, .max = 1}.check()),
                      "MinMaxNorm: min must be in [0, max], got 2 and 1");
    CHECK_THROWS_WITH((MinMaxNorm{.min = 1, .max = 2, .rate = 0}.check()),
                      "MinMaxNorm: rate must be in (0, 1], got 0");
}
