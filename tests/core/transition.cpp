#include <regula/core/transition.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a symmetric transition keeps a class or takes another, each as likely") {
    CHECK((symmetric_transition(4, 0.3) -
           Matrix<double>{
               {0.7, 0.1, 0.1, 0.1}, {0.1, 0.7, 0.1, 0.1}, {0.1, 0.1, 0.7, 0.1}, {0.1, 0.1, 0.1, 0.7}})
              .norm() < 1e-15);
    require_transition(symmetric_transition(7, 0.4), "test");
}

TEST_CASE("a draw takes a class for the one where the sum of its column passes it") {
    const Matrix<double> chances{{0.5, 0, 0.25}, {0.25, 1, 0}, {0.25, 0, 0.75}};
    CHECK(class_drawn(chances.col(0), 0) == 0);
    CHECK(class_drawn(chances.col(0), 0.49) == 0);
    CHECK(class_drawn(chances.col(0), 0.5) == 1);
    CHECK(class_drawn(chances.col(0), 0.75) == 2);
    CHECK(class_drawn(chances.col(0), 0.9999999) == 2);
    CHECK(class_drawn(chances.col(1), 0) == 1);
    CHECK(class_drawn(chances.col(1), 0.9999999) == 1);
    CHECK(class_drawn(chances.col(2), 0.3) == 2);
    Vector<double> tenths = Vector<double>::Constant(11, 0.1);
    tenths[10] = 0;
    CHECK(class_drawn(tenths, std::nextafter(1.0, 0.0)) == 9);  // their sum is not 1 exactly
}

TEST_CASE("what is no matrix of transitions is refused") {
    CHECK_THROWS_WITH(require_transition(Matrix<double>(2, 3), "X"),
                      "X: chances must be a square matrix for k >= 2 classes, got 2 x 3");
    CHECK_THROWS_WITH(require_transition(Matrix<double>{{1.5, 0}, {-0.5, 1}}, "X"),
                      "X: every chance must be >= 0, got -0.5");
    CHECK_THROWS_WITH(require_transition(Matrix<double>{{0.5, 0.5}, {0.5, 0.25}}, "X"),
                      "X: column 1 must sum to 1, got 0.75");
    CHECK_THROWS_WITH(symmetric_transition(3, 1.2),
                      "symmetric_transition: probability must be in [0, 1], got 1.2");
    CHECK_THROWS_AS(require_transition(Matrix<double>::Constant(2, 2, std::nan("")), "X"),
                    std::invalid_argument);
}
