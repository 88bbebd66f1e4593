#include <regula/penalty/elastic_net.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the elastic net thresholds, then shrinks", "", float, double) {
    Matrix<TestType> w(1, 3);
    w << 2, -0.25, -3;
    Matrix<TestType> expected(1, 3);
    expected << 1.5, 0, -2.5;
    ElasticNet{.strength = 2, .l1_ratio = 0.25}.prox(w, 1);  // S(w, 1/2) / (1 + 3/2)
    CHECK((2.5 * w - expected).norm() <= 1e-6);
    CHECK(w(1) == 0);
}

TEST_CASE("the elastic net is L1 at the ratio 1, L2 at 0, and their sum between") {
    const Matrix<double> w = (Matrix<double>(2, 2) << 0.3, -2, 5, 0.1).finished();
    const auto same = [&](const auto& a, const auto& b) {
        Matrix<double> ga = Matrix<double>::Zero(2, 2), gb = ga;
        a.add_gradient(w, ga);
        b.add_gradient(w, gb);
        CHECK(std::abs(a.value(w) - b.value(w)) <= 1e-12);
        CHECK((ga - gb).norm() <= 1e-12);
    };
    same(ElasticNet{.strength = 0.7, .l1_ratio = 1}, L1{0.7});
    same(ElasticNet{.strength = 0.7, .l1_ratio = 0}, L2{0.7});
    same(ElasticNet{.strength = 0.7, .l1_ratio = 0.3}, L1{0.7 * 0.3} + L2{0.7 * 0.7});
}

TEST_CASE("an elastic net with senseless coefficients is refused") {
    CHECK_THROWS_WITH((ElasticNet{.strength = -1}.check()), "ElasticNet: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((ElasticNet{.strength = 1, .l1_ratio = 1.5}.check()),
                      "ElasticNet: l1_ratio must be in [0, 1], got 1.5");
}
