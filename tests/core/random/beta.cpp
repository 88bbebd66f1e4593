#include <regula/core/random/beta.hpp>

#include "support/catch.hpp"

#include <functional>

using namespace regula;

namespace tests::core_random_beta {

constexpr std::uint64_t draws = 40000;

// In how many standard errors the share of draws below x is another than the probability.
double z_below(double a, double b, double x, double probability) {
    double below = 0;
    for (std::uint64_t n = 0; n < draws; ++n) below += beta_draw(Key{3}, n, a, b) < x;
    const double error = std::sqrt(probability * (1 - probability) / draws);
    return std::abs(below / draws - probability) / error;
}

TEST_CASE("beta draws have the quantiles of the distributions that are known in closed form") {
    for (const double x : {0.01, 0.2, 0.5, 0.9}) {
        CHECK(z_below(1, 1, x, x) < 4);                                                   // uniform
        CHECK(z_below(0.5, 0.5, x, 2 / std::numbers::pi * std::asin(std::sqrt(x))) < 4);  // arcsine
        CHECK(z_below(2, 2, x, x * x * (3 - 2 * x)) < 4);
        CHECK(z_below(3, 1, x, x * x * x) < 4);
        CHECK(z_below(0.2, 1, x, std::pow(x, 0.2)) < 4);
    }
}

TEST_CASE("beta draws have the mean and the variance of any shapes, tiny and large ones") {
    for (const auto& [a, b] : {std::pair{0.01, 0.01}, {0.2, 0.2}, {0.3, 2.0}, {32.0, 32.0}, {700.0, 300.0}}) {
        double sum = 0, squares = 0, fourth = 0;
        const double mean = a / (a + b), variance = a * b / ((a + b) * (a + b) * (a + b + 1));
        for (std::uint64_t n = 0; n < draws; ++n) {
            const double x = beta_draw(Key{4}, n, a, b), d = (x - mean) * (x - mean);
            REQUIRE((x >= 0 && x <= 1));
            sum += x;
            squares += d;
            fourth += d * d;
        }
        CHECK(std::abs(sum / draws - mean) < 4 * std::sqrt(variance / draws));
        const double error = std::sqrt((fourth / draws - variance * variance) / draws);
        CHECK(std::abs(squares / draws - variance) < 4 * error + 1e-12);
    }
}

TEST_CASE("gamma draws have the mean and the variance of their shape") {
    for (const double shape : {0.4, 1.0, 5.5}) {
        double sum = 0, squares = 0;
        for (std::uint64_t n = 0; n < draws; ++n) {
            const double x = std::exp(log_gamma_draw(Key{5}, n, shape));
            sum += x;
            squares += (x - shape) * (x - shape);
        }
        CHECK(std::abs(sum / draws - shape) < 4 * std::sqrt(shape / draws));
        const double fourth = 3 * shape * shape + 6 * shape;  // central moment
        CHECK(std::abs(squares / draws - shape) < 4 * std::sqrt((fourth - shape * shape) / draws));
    }
}

TEST_CASE("a beta draw is a function of its key and number, from a later one on too") {
    CHECK(beta_draw(Key{3}, 17, 0.3, 2) == beta_draw(Key{3}.from(10), 7, 0.3, 2));
    CHECK(beta_draw(Key{3}, 17, 0.3, 2) != beta_draw(Key{3}, 18, 0.3, 2));
    CHECK(beta_draw(Key{3}, 17, 0.3, 2) != beta_draw(Key{4}, 17, 0.3, 2));
}

}  // namespace tests::core_random_beta
