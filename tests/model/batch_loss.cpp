#include <regula/model/batch_loss.hpp>

#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include "support/catch.hpp"
#include "support/weighted.hpp"

using namespace regula;

namespace tests::model_batch_loss {

TEST_CASE("the loss of a batch counts its samples by their weights, with labels and with targets") {
    const auto data = test::weighted_classes();
    const auto often = test::as_often(data.sample_weights);
    const Matrix<double> y = test::drawn(4, 3, 11), all_y = y(Eigen::all, often);
    const Labels all_labels = data.labels(often);
    Matrix<double> unit;
    one_hot(all_labels, 3, unit);
    Batch<double> batch = whole_batch(data);
    const auto value = [&](const auto& loss) {
        return with_loss(loss, batch, [&](const auto& judge, const auto& t) { return judge.value(y, t); });
    };
    const double expected = SoftmaxCrossEntropy{}.value(all_y, all_labels);
    CHECK(value(SoftmaxCrossEntropy{}) == Approx(expected).epsilon(1e-13));
    CHECK_THROWS_WITH(value(SquaredError{}), Catch::Matchers::ContainsSubstring("takes no labels"));
    fill_targets(batch.labels, 3, batch.targets);
    CHECK(value(SoftmaxCrossEntropy{}) == Approx(expected).epsilon(1e-13));
    CHECK(value(SquaredError{}) == Approx(SquaredError{}.value(all_y, unit)).epsilon(1e-13));
    batch.sample_weights.resize(0);
    CHECK(value(SquaredError{}) == SquaredError{}.value(y, batch.targets));
}

}  // namespace tests::model_batch_loss
