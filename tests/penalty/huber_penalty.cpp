#include <regula/penalty/huber_penalty.hpp>

#include "support/catch.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of the Huber penalty is the minimum of its definition") {
    const auto phi = [](long double u) {
        const long double size = std::abs(u), a = 0.8, k = 0.5;
        return size <= k ? a * size * size / 2 : a * k * (size - k / 2);
    };
    test::try_prox(HuberPenalty{0.8, 0.5}, phi, {0, 1e-3, 0.3, 0.5, 0.7, 0.9, 2, 30},
                   {0, 1e-3, 0.5, 1, 2, 50});
}

TEMPLATE_TEST_CASE("the Huber penalty pulls in proportion up to its knee, and no harder", "", float, double) {
    Matrix<TestType> w(2, 2), g = Matrix<TestType>::Ones(2, 2), expected(2, 2), steps(2, 2);
    w << 0.25, -0.5, 3, -2;
    expected << 1.5, 0, 2, 0;
    CHECK(std::abs(HuberPenalty{2, 0.5}.value(w) - (0.0625 + 0.25 + 2.75 + 1.75)) <= 1e-6);
    HuberPenalty{2, 0.5}.add_gradient(w, g);
    CHECK(g == expected);
    steps << 1, 0, 1, 2;
    HuberPenalty{2, 0.5}.prox(w, steps);
    expected << 2.5, -15, 60, -12;  // up to k (1 + t a) = 3/2, 1/2, 3/2, 5/2 divided by 1 + t a
    CHECK((30 * w - expected).norm() <= 1e-5);
}

TEST_CASE("the conjugate of the Huber penalty is finite up to its steepest slope") {
    const HuberPenalty huber{.strength = 0.5, .knee = 2};
    CHECK(huber.conjugate(Eigen::RowVector3d{1, -0.5, 0}) == 1.25);
    CHECK(huber.conjugate(Eigen::RowVector3d{1.001, -0.5, 0}) == HUGE_VAL);
    CHECK(HuberPenalty{0}.conjugate(Eigen::RowVector2d{0, 0}) == 0);
}

TEST_CASE("a Huber penalty with senseless coefficients is refused") {
    CHECK_THROWS_WITH(HuberPenalty{-1}.check(), "HuberPenalty: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((HuberPenalty{1, 0}.check()), "HuberPenalty: knee must be > 0, got 0");
}
