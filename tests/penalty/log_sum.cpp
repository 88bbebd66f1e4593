#include <regula/penalty/log_sum.hpp>

#include "support/catch.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of the log-sum penalty is the minimum of its definition") {
    const std::vector<double> ws{0, 1e-3, 0.05, 0.3, 0.7, 0.9, 1.1, 1.5, 2, 4, 30},
        ts{0, 1e-3, 0.2, 1, 3, 50};
    for (const double epsilon : {0.1, 0.8, 20.0}) {  // t a beyond epsilon^2 makes a jump, below it makes none
        const auto phi = [=](long double u) {
            return static_cast<long double>(0.7) * std::log1p(std::abs(u) / epsilon);
        };
        test::try_prox(LogSum{0.7, epsilon}, phi, ws, ts);
    }
}

TEST_CASE("the log-sum penalty is L1 of a / epsilon where weights are small, and pulls less on large ones") {
    Eigen::RowVector3d w{1e-9, -2, 0}, g{0, 0, 0};
    LogSum{.strength = 0.3, .epsilon = 0.5}.add_gradient(w, g);
    CHECK((g - Eigen::RowVector3d{0.6, -0.12, 0}).norm() <= 1e-8);
    Eigen::RowVector2d v{0.5, -0.1}, soft{0.2, 0};
    LogSum{.strength = 3e5, .epsilon = 1e6}.prox(v, 1);
    CHECK((v - soft).norm() <= 1e-6);
}

TEST_CASE("a log-sum penalty with senseless coefficients is refused") {
    CHECK_THROWS_WITH(LogSum{-1}.check(), "LogSum: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((LogSum{1, 0}.check()), "LogSum: epsilon must be > 0, got 0");
}
