#include <regula/constraint/multiplier.hpp>

#include <regula/constraint/threshold.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the multiplier of L1 is the threshold, that of L2 has a closed form", "", float, double) {
    for (std::uint64_t k = 0; k < 10; ++k) {
        const Matrix<TestType> w = test::drawn<TestType>(k, 4, 3);
        const double share = 0.03 + 0.1 * static_cast<double>(k),
                     sum = static_cast<double>(w.cwiseAbs().sum());
        const double largest = static_cast<double>(w.cwiseAbs().maxCoeff());
        const auto depth = [=](TestType x) { return largest - std::abs(static_cast<double>(x)); };
        const double threshold = largest - depth_of_sum(w, share * sum, depth);
        const double t = multiplier(L1{0.7}, 0.7 * share * sum, w);
        CHECK(std::abs(0.7 * t - threshold) <= 1e-6 * threshold);
        const double square = w.template cast<double>().squaredNorm(), a = 0.3;  // |w|/(1 + ta) = share |w|
        CHECK(std::abs(multiplier(L2{a}, a / 2 * share * share * square, w) - (1 / share - 1) / a) <=
              1e-12 / share);
    }
}

TEST_CASE("within the limit there is nothing to multiply, and of a NaN neither") {
    Matrix<double> w{{1, -2}, {0, 3}};
    CHECK(multiplier(L1{0.5}, 3, w) == 0);
    CHECK(multiplier(L1{0.5}, 3 - 1e-9, w) > 0);
    w(0, 1) = std::nan("");
    CHECK(multiplier(L1{0.5}, 3, w) == 0);
}

TEST_CASE("the multiplier is what the cost falls by when the limit rises") {
    const Matrix<double> w = test::drawn(3, 4, 3);
    const GroupLasso penalty{0.7};
    const auto cost = [&](double limit) {
        Matrix<double> u = w;
        penalty.prox(u, multiplier(penalty, limit, w));
        return (u - w).squaredNorm() / 2;
    };
    for (const double limit : {0.3, 1.1, 2.0}) {
        const double h = 1e-5, fall = (cost(limit - h) - cost(limit + h)) / (2 * h);
        CHECK(std::abs(fall - multiplier(penalty, limit, w)) <= 1e-7);
    }
}

TEST_CASE("a limit that no prox comes down to is refused") {
    const Matrix<double> w = Matrix<double>::Ones(2, 2);
    CHECK_THROWS_WITH(multiplier(L1{1}, -0.5, w),
                      "constrained: the penalty must come down to the limit, -0.5");
}
