#include <regula/inference/expected_softmax.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_expected_softmax {

using test::drawn;

TEST_CASE("of one score the mean of the log of the sum is its mean, of certain scores the log of the sum") {
    Vector<double> p(1), slope(1);
    const double one = expected_log_sum_exp(Vector<double>{{1.3}}, Vector<double>{{2.0}}, p, slope);
    CHECK(std::abs(one - 1.3) < 1e-7);
    CHECK(std::abs(p[0] - 1) < 1e-7);
    CHECK(std::abs(slope[0]) < 1e-7);
    const Vector<double> m{{700, 699, -3}};  // no overflow
    Vector<double> of_three(3), slopes(3);
    const double sum = expected_log_sum_exp(m, Vector<double>::Zero(3), of_three, slopes);
    CHECK(std::abs(sum - (700 + std::log1p(std::exp(-1)))) < 1e-7);
    CHECK(std::abs(of_three[1] - 1 / (1 + std::exp(1))) < 1e-7);
    CHECK(of_three[2] < 1e-7);
}

TEST_CASE("the derivatives are those of the value, and by the means they sum to 1") {
    const Vector<double> m = 3 * drawn(1, 7), v = (drawn(2, 7).array() * 2).exp();
    Vector<double> p(7), slope(7), unused(7), unused_slope(7);
    expected_log_sum_exp(m, v, p, slope);
    CHECK(std::abs(p.sum() - 1) < 1e-7);
    const Matrix<double> by_mean = test::differences(
        m, [&](const auto& at) { return expected_log_sum_exp(at.reshaped(), v, unused, unused_slope); },
        1e-4);
    const Matrix<double> by_variance = test::differences(
        v, [&](const auto& at) { return expected_log_sum_exp(m, at.reshaped(), unused, unused_slope); },
        1e-4);
    CHECK((p - by_mean).norm() < 1e-6);
    CHECK((slope - by_variance).norm() < 1e-6);
}

}  // namespace tests::inference_expected_softmax
