#include <regula/penalty/variational_kl.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the charge is the divergence from the log-uniform prior, to 0.01") {
    // KL = E log|1 + sqrt(alpha) e| - log(alpha) / 2 + (gamma + log 2) / 2, 0 for infinite alpha; the
    // integral over e by midpoints, the error of whose logarithm is of the order of a step.
    const double euler = 0.57721566490153286;
    for (const double l : {-6.0, -3.0, -1.0, 0.0, 0.7, 2.0, 5.0}) {
        const double deviation = std::exp(l / 2), step = 1e-4;
        double mean = 0;
        for (double e = -9 + step / 2; e < 9; e += step)
            mean += step * std::exp(-e * e / 2) / std::sqrt(2 * std::numbers::pi) *
                    std::log(std::abs(1 + deviation * e));
        const double exact = mean - l / 2 + (euler + std::log(2)) / 2;
        CAPTURE(l);
        CHECK(std::abs(VariationalKl{1}.value(Matrix<double>::Constant(1, 1, l)) - exact) < 0.01);
        CHECK(VariationalKl{0.3}.value(Matrix<double>::Constant(2, 3, l)) ==
              Approx(1.8 * VariationalKl{1}.value(Matrix<double>::Constant(1, 1, l))));
    }
}

TEST_CASE("far rates are charged and pulled without overflow") {
    const Matrix<double> l{{-800.0, 800.0}};
    Matrix<double> g = Matrix<double>::Zero(1, 2);
    CHECK(VariationalKl{2}.value(l) == Approx(2 * (400 + VariationalKl::k1)));
    VariationalKl{2}.add_gradient(l, g);
    CHECK(g(0) == Approx(-1));
    CHECK(g(1) == 0);
    CHECK_THROWS_WITH(VariationalKl{-1}.check(), "VariationalKl: strength must be >= 0, got -1");
}
