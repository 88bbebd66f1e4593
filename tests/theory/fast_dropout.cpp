#include <regula/theory/fast_dropout.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("without spread the integrals are the functions themselves, and the limit of a small spread") {
    using namespace theory;
    for (const double mean : {-1.5, 0.0, 0.3, 2.0}) {
        CHECK(expected_relu(mean, 0) == std::max(0.0, mean));
        CHECK(expected_squared_relu(mean, 0) == std::max(0.0, mean) * std::max(0.0, mean));
        CHECK(expected_probit(mean, 0) == normal_distribution(mean));
        CHECK(std::abs(expected_sigmoid(mean, 0) - 1 / (1 + std::exp(-mean))) < 1e-15);
        CHECK(std::abs(expected_relu(mean, 1e-9) - expected_relu(mean, 0)) < 1e-9);
        CHECK(std::abs(expected_squared_relu(mean, 1e-9) - expected_squared_relu(mean, 0)) < 1e-9);
    }
}

TEST_CASE("the integrals obey the laws of their functions") {
    using namespace theory;
    for (const double mean : {-1.5, 0.3, 2.0})
        for (const double s : {0.4, 1.7}) {
            // relu(z) - relu(-z) = z,   relu(z)^2 + relu(-z)^2 = z^2,   Phi(z) + Phi(-z) = 1
            CHECK(std::abs(expected_relu(mean, s) - expected_relu(-mean, s) - mean) < 1e-14);
            CHECK(std::abs(expected_squared_relu(mean, s) + expected_squared_relu(-mean, s) - mean * mean -
                           s * s) < 1e-13);
            CHECK(std::abs(expected_probit(mean, s) + expected_probit(-mean, s) - 1) < 1e-15);
            CHECK(std::abs(expected_sigmoid(mean, s) + expected_sigmoid(-mean, s) - 1) < 1e-15);
            // d/dmean E f = E f', and of the square of relu twice relu
            const double h = 1e-5;
            CHECK(std::abs((expected_relu(mean + h, s) - expected_relu(mean - h, s)) / (2 * h) -
                           normal_distribution(mean / s)) < 1e-9);
            CHECK(
                std::abs((expected_squared_relu(mean + h, s) - expected_squared_relu(mean - h, s)) / (2 * h) -
                         2 * expected_relu(mean, s)) < 1e-9);
        }
}

TEST_CASE("the moments of dropout: one sample by hand") {
    const auto found = theory::dropout_moments(Matrix<double>{{2, 0}, {-1, 3}}, Vector<double>{{0.5, -1}},
                                               Matrix<double>{{4}, {1}}, 0.2);
    CHECK((found.mean - Matrix<double>{{7.5}, {2}}).norm() < 1e-14);
    CHECK((found.variance - Matrix<double>{{65.0 / 4}, {9.0 / 4}}).norm() < 1e-14);
    CHECK_THROWS_AS(
        theory::dropout_moments(Matrix<double>::Ones(1, 1), Vector<double>{{0.0}}, Matrix<double>{{1.0}}, 1),
        std::invalid_argument);
}
