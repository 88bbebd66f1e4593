#include <regula/core/numeric/binomial.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_numeric_binomial {

TEST_CASE("the Clopper-Pearson bound has its closed forms, and the values of exact sums") {
    for (const double alpha : {0.001, 0.05, 0.7})
        for (const Index n : {1, 10, 1000, 100000}) {
            CHECK(clopper_pearson_lower(0, n, alpha) == 0);
            CHECK(clopper_pearson_lower(n, n, alpha) ==
                  Approx(std::pow(alpha, 1 / static_cast<double>(n))).epsilon(1e-12));
            CHECK(clopper_pearson_lower(1, n, alpha) ==
                  Approx(-std::expm1(std::log1p(-alpha) / static_cast<double>(n))).epsilon(1e-10));
        }
    // by sums of 60 decimal digits; the first three are in any table of 95 % intervals
    CHECK(clopper_pearson_lower(1, 10, 0.025) == Approx(0.002528578544461784).epsilon(1e-12));
    CHECK(clopper_pearson_lower(5, 10, 0.025) == Approx(0.187086028447398531).epsilon(1e-12));
    CHECK(clopper_pearson_lower(9, 10, 0.025) == Approx(0.554983882971804579).epsilon(1e-12));
    CHECK(clopper_pearson_lower(95, 100, 0.001) == Approx(0.844632694189531714).epsilon(1e-12));
    CHECK(clopper_pearson_lower(990, 1000, 0.001) == Approx(0.976036187155311373).epsilon(1e-11));
    CHECK(clopper_pearson_lower(510, 1000, 0.05) == Approx(0.483501060059367377).epsilon(1e-11));
    CHECK(clopper_pearson_lower(30, 1000, 0.001) == Approx(0.015974628726883886).epsilon(1e-11));
}

TEST_CASE("the tail of a binomial is a sum of its terms, above and below the mean") {
    for (const double p : {0.03, 0.4, 0.95})
        for (const Index k : {1, 3, 7, 12}) {
            double sum = 0;
            for (Index i = k; i <= 12; ++i) {
                double term = 1;
                for (Index j = 0; j < i; ++j)
                    term *= static_cast<double>(12 - j) / static_cast<double>(j + 1) * p;
                sum += term * std::pow(1 - p, static_cast<double>(12 - i));
            }
            CHECK(std::exp(log_binomial_tail(k, 12, p)) == Approx(sum).epsilon(1e-11));
        }
    CHECK(log_binomial_tail(900, 1000, 1e-3) ==
          Approx(-5895.1665).margin(0.01));  // its first term, beyond the smallest double
}

TEST_CASE("the normal quantile inverts the distribution") {
    for (const double z : {-8.0, -1.96, -0.3, 0.0, 0.7, 1.6448536269514722, 5.0})
        CHECK(normal_quantile(normal_distribution(z)) == Approx(z).epsilon(1e-9).margin(1e-14));
    CHECK(normal_quantile(0.95) == Approx(1.6448536269514722).epsilon(1e-13));
    CHECK(normal_quantile(0) == -HUGE_VAL);
    CHECK(normal_quantile(1) == HUGE_VAL);
}

TEST_CASE("bad counts and probabilities are refused") {
    CHECK_THROWS_AS(clopper_pearson_lower(-1, 3, 0.1), std::invalid_argument);
    CHECK_THROWS_AS(clopper_pearson_lower(4, 3, 0.1), std::invalid_argument);
    CHECK_THROWS_AS(clopper_pearson_lower(0, 0, 0.1), std::invalid_argument);
    CHECK_THROWS_AS(clopper_pearson_lower(1, 3, 0), std::invalid_argument);
    CHECK_THROWS_AS(clopper_pearson_lower(1, 3, 1), std::invalid_argument);
    CHECK_THROWS_AS(normal_quantile(1.1), std::invalid_argument);
    CHECK_THROWS_AS(normal_quantile(std::nan("")), std::invalid_argument);
}

}  // namespace tests::core_numeric_binomial
