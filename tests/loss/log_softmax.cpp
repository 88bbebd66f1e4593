#include <regula/loss/log_softmax.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("log softmax is the logarithm of the softmax, of scores of any size", "", float, double) {
    const Matrix<TestType> y = test::drawn<TestType>(1, 4, 3) * TestType{2};
    const Matrix<TestType> logs = log_softmax(y);
    for (Index j = 0; j < 3; ++j) {
        const double whole = y.col(j).template cast<double>().array().exp().sum();
        for (Index i = 0; i < 4; ++i)
            CHECK(std::abs(static_cast<double>(logs(i, j)) -
                           std::log(std::exp(static_cast<double>(y(i, j))) / whole)) <
                  20 * std::numeric_limits<TestType>::epsilon());
    }
    Matrix<TestType> large(2, 1);
    large << TestType{3e4}, TestType{-3e4};
    CHECK(log_softmax(large) == Matrix<TestType>{large.array() - TestType{3e4}});
    CHECK(log_softmax(2 * large) == log_softmax(Matrix<TestType>{2 * large}));  // an expression, too
}
