#include <regula/loss/loss.hpp>

#include <regula/loss.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::loss_loss {

struct NoGradient {
    double value(const auto& y, const auto& t) const { return (y - t).sum(); }
};

static_assert(LossType<SquaredError> && LossType<Huber> && LossType<Logistic> &&
              LossType<SoftmaxCrossEntropy>);
static_assert(LabelLoss<Logistic> && LabelLoss<SoftmaxCrossEntropy> && !LabelLoss<SquaredError>);
static_assert(!LossType<NoGradient> && !LossType<int>);

TEMPLATE_TEST_CASE("losses do not depend on the number of samples", "", float, double) {
    const Matrix<TestType> y{{1, 2}, {3, -1}}, t{{1, 0}, {0, 1}};
    const Matrix<TestType> yy = y.replicate(1, 3), tt = t.replicate(1, 3);
    const auto same = [&](const auto& loss) {
        CHECK_THAT(loss.value(yy, tt),
                   Catch::Matchers::WithinRel(static_cast<double>(loss.value(y, t)), 1e-6));
    };
    same(SquaredError{});
    same(Huber{});
    same(Logistic{});
    same(SoftmaxCrossEntropy{});
}

}  // namespace tests::loss_loss
