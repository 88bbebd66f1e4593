#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("L1 thresholds softly: exact zeros within, shorter by the step beyond", "", float,
                   double) {
    Matrix<TestType> w(2, 3);
    w << 1, -1, 0.25, -0.25, 0.5, 0;
    Matrix<TestType> expected(2, 3);
    expected << 0.5, -0.5, 0, 0, 0, 0;
    CHECK(L1{0.25}.value(w) == 0.75);
    L1{0.25}.prox(w, 2);  // a step of any arithmetic type
    CHECK(w == expected);
}

TEST_CASE("L1 with a step for each weight, on a fixed-size vector") {
    Eigen::Vector3f w{1, -1, 0.25};
    const Eigen::Vector3f steps{0, 1, 4};
    L1{0.5}.prox(w, steps);
    CHECK(w == Eigen::Vector3f{1, -0.5, 0});
}

TEST_CASE("L1 with a negative or unknown strength is refused") {
    CHECK_THROWS_WITH(L1{-0.1}.check(), "L1: strength must be >= 0, got -0.1");
    CHECK_THROWS_WITH(L1{std::nan("")}.check(), "L1: strength must be >= 0, got nan");
    CHECK_NOTHROW(L1{0}.check());
}
