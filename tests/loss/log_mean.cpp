#include <regula/loss/log_mean.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_log_mean {

TEMPLATE_TEST_CASE("the mean of probabilities by their logarithms is that of the probabilities", "", float,
                   double) {
    const Matrix<TestType> a = test::drawn<TestType>(1, 3, 5), b = test::drawn<TestType>(2, 3, 5);
    Matrix<TestType> mean = a;
    blend_logs(mean, b, 0.3);
    const Matrix<TestType> expected =
        (TestType(0.7) * a.array().exp() + TestType(0.3) * b.array().exp()).log();
    CHECK((mean - expected).norm() <= 1e-5);
    blend_logs(mean.col(2), b.col(2), 1);
    CHECK((mean.col(2) - b.col(2)).norm() <= 1e-6);
}

TEST_CASE("logarithms of probabilities that are no numbers have a mean") {
    CHECK(std::abs(log_mean(-5000.0, -5001.0, 0.25) + 5000 - std::log(0.75 + 0.25 * std::exp(-1.0))) <=
          1e-12);
    CHECK(std::abs(log_mean(-2.0, -1e300, 0.25) - (std::log(0.75) - 2)) <= 1e-15);
    CHECK(log_mean(-HUGE_VAL, -HUGE_VAL, 0.3) == -HUGE_VAL);
    CHECK(std::abs(log_mean(-HUGE_VAL, -3.0, 0.5) - (std::log(0.5) - 3)) <= 1e-15);
    CHECK(log_mean(-7.0, -3.0, 1) == -3);
    CHECK(log_mean(-7.0, -3.0, 0) == -7);
    CHECK(std::isnan(log_mean(-7.0, std::nan(""), 0.5)));
    CHECK(std::isnan(log_mean(std::nan(""), -3.0, 0.5)));
}

}  // namespace tests::loss_log_mean
